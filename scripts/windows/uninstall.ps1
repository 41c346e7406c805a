# Takes away what setup.ps1 made: the environment and the icons. The offices' folders and Python stay.

$Home_ = Join-Path $env:LOCALAPPDATA 'Tidtam'
foreach ($folder in [Environment]::GetFolderPath('Desktop'), [Environment]::GetFolderPath('Programs')) {
    foreach ($icon in 'เปิดติดตาม', 'รวมรายงาน') {
        Remove-Item -ErrorAction SilentlyContinue -Path (Join-Path $folder "$icon.lnk")
    }
}
$Environment = Join-Path $Home_ 'env'
if (Test-Path $Environment) {
    try {
        Remove-Item -Recurse -Force -ErrorAction Stop -Path $Environment
    } catch {
        Write-Host '• ยังลบไม่ได้ เพราะติดตามเปิดอยู่'
        Write-Host '  → ปิดหน้าของติดตาม แล้วดับเบิลคลิกใหม่'
        exit 2
    }
}
Write-Host 'ถอนการติดตั้งแล้ว โฟลเดอร์งานของสำนักงานยังอยู่ครบ'
