# The status service of Chancery as Windows runs it: revocation status over HTTP, without a window, from when the computer
# starts. Run it as an administrator:
#
#   .\chancery-service.ps1 -Vault C:\ProgramData\Chancery\vault -PassphraseFile C:\ProgramData\Chancery\passphrase.txt
#   .\chancery-service.ps1 -Remove
#
# chancery.exe is a program of the console: it speaks the protocol of the service manager as little as any other, so that
# `sc.exe create` would end it after thirty seconds. The task scheduler starts it with the computer, without anybody signed
# in, and again when it fails. It runs as LOCAL SERVICE, who may read the passphrase and write the vault; both are otherwise
# the administrators' alone. Credential Manager has no entries for that account: the vault needs a passphrase
# slot. Where it listens, TLS, limits and proxies are set in the vault: chancery service set.

[CmdletBinding(DefaultParameterSetName = 'Add')]
param(
    [Parameter(Mandatory, ParameterSetName = 'Add')] [string] $Vault,
    [Parameter(Mandatory, ParameterSetName = 'Add')] [string] $PassphraseFile,
    [Parameter(ParameterSetName = 'Add')] [string] $Program = (Join-Path $env:ProgramFiles 'Chancery\chancery.exe'),
    # Other computers get through the firewall to this port; without it none do.
    [Parameter(ParameterSetName = 'Add')] [int] $Port = 0,
    [Parameter(Mandatory, ParameterSetName = 'Remove')] [switch] $Remove
)

$ErrorActionPreference = 'Stop'
$name = 'Chancery status service'

if ($Remove) {
    Stop-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName $name -Confirm:$false
    Get-NetFirewallRule -DisplayName $name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
    return
}

foreach ($path in $Program, $Vault, $PassphraseFile) {
    if (-not (Test-Path -LiteralPath $path)) { throw "There is no $path." }
}

# S-1-5-19 is LOCAL SERVICE, S-1-5-32-544 the administrators and S-1-5-18 the system, in whatever language.
icacls.exe $PassphraseFile /inheritance:r /grant:r '*S-1-5-19:(R)' '*S-1-5-32-544:(F)' '*S-1-5-18:(F)' | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'Who may read the passphrase could not be set.' }
icacls.exe $Vault /inheritance:r /grant:r '*S-1-5-19:(OI)(CI)(M)' '*S-1-5-32-544:(OI)(CI)(F)' '*S-1-5-18:(OI)(CI)(F)' | Out-Null
if ($LASTEXITCODE -ne 0) { throw 'Who may read the vault could not be set.' }

$arguments = "--vault `"$Vault`" --passphrase-file `"$PassphraseFile`" serve"
$task = @{
    TaskName  = $name
    Action    = New-ScheduledTaskAction -Execute $Program -Argument $arguments
    Trigger   = New-ScheduledTaskTrigger -AtStartup
    Principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-19' -LogonType ServiceAccount -RunLevel Limited
    Settings  = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
        -ExecutionTimeLimit ([TimeSpan]::Zero) -MultipleInstances IgnoreNew -AllowStartIfOnBatteries `
        -DontStopIfGoingOnBatteries -StartWhenAvailable
    Force     = $true
}
Register-ScheduledTask @task | Out-Null

if ($Port -gt 0) {
    Get-NetFirewallRule -DisplayName $name -ErrorAction SilentlyContinue | Remove-NetFirewallRule
    New-NetFirewallRule -DisplayName $name -Direction Inbound -Action Allow -Protocol TCP -LocalPort $Port -Program $Program | Out-Null
}
Start-ScheduledTask -TaskName $name
