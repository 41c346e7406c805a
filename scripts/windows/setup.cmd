@echo off
rem Double-click: installs Tidtam for this user. No administrator's rights. Again = repair.
chcp 65001 >nul
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0setup.ps1"
pause
