@echo off
rem Double-click: takes Tidtam away again. The offices' folders stay as they are.
chcp 65001 >nul
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0uninstall.ps1"
pause
