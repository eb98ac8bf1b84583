# @IIS_SWITCH_ABOUT@
param([string]$Site = "kb", [string]$Copy = "C:\kb\@CLIENT@")
$ErrorActionPreference = "Stop"
Import-Module WebAdministration
$release = (Get-Content -LiteralPath (Join-Path $Copy "current") -Raw).Trim()
if ($release -notmatch '^\d+$') { throw "current: $release" }
Set-ItemProperty "IIS:\Sites\$Site" -Name physicalPath -Value (Join-Path $Copy $release)
