# Installs Tidtam for this user: Python where there is none, the run-time packages, and two icons.
# Nothing needs administrator's rights, and nothing is written outside the user's own folders.
# With a folder "wheels" beside this script (a stick), nothing is fetched from the network.
# Not tried on Windows by its authors; see README.md, "Windows".

$ErrorActionPreference = 'Stop'
$Home_ = Join-Path $env:LOCALAPPDATA 'Tidtam'
$Environment = Join-Path $Home_ 'env'
$Here = Split-Path -Parent $MyInvocation.MyCommand.Path
$Root = Split-Path -Parent (Split-Path -Parent $Here)
$Wheels = Join-Path $Here 'wheels'
$Offline = Test-Path $Wheels

function Say($text) { Write-Host $text }

function Stop-With($text, $cure) {
    Write-Host ''
    Write-Host "• $text" -ForegroundColor Red
    Write-Host "  → $cure"
    exit 2
}

# The newest of the Pythons that the packages have wheels for; those on a stick are for one of them.
$Versions = '3.14', '3.13', '3.12', '3.11'
if ($Offline) { $Versions = @((Get-Content (Join-Path $Wheels 'python.txt') -TotalCount 1).Trim()) }
function Find-Python {
    foreach ($version in $Versions) {
        try {
            $found = & py "-$version" -c 'import sys; print(sys.executable)' 2>$null
            if ($LASTEXITCODE -eq 0 -and $found) { return $found.Trim() }
        } catch { }
    }
    $known = Get-ChildItem -ErrorAction SilentlyContinue -Path (Join-Path $env:LOCALAPPDATA 'Programs\Python\Python3*\python.exe')
    foreach ($program in ($known | Sort-Object FullName -Descending)) {
        $version = & $program.FullName -c 'import sys; print(*sys.version_info[:2], sep=chr(46))' 2>$null
        if ($LASTEXITCODE -eq 0 -and $Versions -contains $version.Trim()) { return $program.FullName }
    }
    return $null
}

Say 'ติดตั้งติดตาม'
Say "  โปรแกรมอยู่ที่ $Home_"
$Python = Find-Python
if (-not $Python) {
    if ($Offline) {
        $installer = Get-ChildItem -ErrorAction SilentlyContinue -Path (Join-Path $Here 'python-3*.exe') | Select-Object -First 1
        if (-not $installer) {
            Stop-With "เครื่องนี้ยังไม่มี Python $Versions และในชุดติดตั้งไม่มีตัวติดตั้ง Python" "ใส่ตัวติดตั้ง Python (python-$Versions.x-amd64.exe) ไว้ข้างไฟล์นี้ แล้วดับเบิลคลิกใหม่"
        }
        Say "  ติดตั้ง Python จาก $($installer.Name)"
        Start-Process -Wait -FilePath $installer.FullName -ArgumentList '/quiet', 'InstallAllUsers=0', 'Include_launcher=0', 'PrependPath=0'
    } else {
        if (-not (Get-Command winget -ErrorAction SilentlyContinue)) {
            Stop-With 'เครื่องนี้ยังไม่มี Python และไม่มีตัวติดตั้งของ Windows (winget)' 'ติดตั้ง Python 3.12 จาก Microsoft Store แล้วดับเบิลคลิกใหม่'
        }
        Say '  ดาวน์โหลดและติดตั้ง Python 3.12 ด้วย winget (ประมาณ 30 MB)'
        & winget install --exact --id Python.Python.3.12 --scope user --silent --accept-package-agreements --accept-source-agreements
    }
    $Python = Find-Python
    if (-not $Python) { Stop-With 'ติดตั้ง Python ไม่สำเร็จ' 'ปิดหน้าต่างนี้ เปิดเครื่องใหม่ แล้วดับเบิลคลิกอีกครั้ง' }
}
Say "  ใช้ $Python"

# An environment that was made by another Python, or half made, is made anew: that is the repair.
$Program = Join-Path $Environment 'Scripts\python.exe'
& $Python -m venv --clear $Environment
if ($LASTEXITCODE -ne 0) { Stop-With 'สร้างที่อยู่ของโปรแกรมไม่ได้' "ปิดหน้าต่างของติดตามทุกหน้าต่าง ลบโฟลเดอร์ $Environment แล้วดับเบิลคลิกใหม่" }
$Constraints = Join-Path $Root '.ci\constraints.txt'
if ($Offline) {
    Say '  ติดตั้งชุดโปรแกรมจากโฟลเดอร์ wheels ไม่ใช้อินเทอร์เน็ต'
    & $Program -m pip install --quiet --disable-pip-version-check --no-index --find-links $Wheels 'tidtam[addin]'
} else {
    Say '  ดาวน์โหลดและติดตั้งชุดโปรแกรม (ประมาณ 80 MB ใช้เวลาสองสามนาที)'
    & $Program -m pip install --quiet --disable-pip-version-check -c $Constraints "$Root[addin]"
}
if ($LASTEXITCODE -ne 0) { Stop-With 'ติดตั้งชุดโปรแกรมไม่สำเร็จ' 'ตรวจอินเทอร์เน็ต แล้วดับเบิลคลิกใหม่ หรือใช้ชุดติดตั้งจากแฟลชไดรฟ์ (มีโฟลเดอร์ wheels)' }

# Icons on the desktop and in the start menu.
$Tidtam = Join-Path $Environment 'Scripts\tidtam.exe'
$Shell = New-Object -ComObject WScript.Shell
foreach ($folder in [Environment]::GetFolderPath('Desktop'), [Environment]::GetFolderPath('Programs')) {
    foreach ($icon in @(@('เปิดติดตาม', 'office'), @('รวมรายงาน', 'office --report'))) {
        $link = $Shell.CreateShortcut((Join-Path $folder "$($icon[0]).lnk"))
        $link.TargetPath = $Tidtam
        $link.Arguments = $icon[1]
        $link.WorkingDirectory = [Environment]::GetFolderPath('MyDocuments')
        $link.Save()
    }
}
& $Tidtam --version
Say 'ติดตั้งเสร็จแล้ว ดับเบิลคลิกไอคอน “เปิดติดตาม” บนหน้าจอ'
