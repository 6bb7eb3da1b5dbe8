@echo off
rem Runs Evenkeel from this folder. Builds it on first use, and again when a source has changed. Does what the file `evenkeel`
rem does on other systems, but is not tested by machines of this project.
setlocal DisableDelayedExpansion
set "home=%~dp0"
set "apps=%home%cli\target\launcher"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo evenkeel: needs a JDK 17 or later; set JAVA_HOME or put java on the PATH 1>&2
  exit /b 1
)

rem What Maven builds is copied to a folder of its own, named in the file `current`, because jars in use cannot be replaced.
powershell -NoProfile -Command "$c = Get-Item -ErrorAction SilentlyContinue -LiteralPath (Join-Path $env:apps 'current'); if (-not $c) { exit 1 }; $f = @(Get-ChildItem -Recurse -File (Join-Path $env:home '*\src\main')) + @(Get-ChildItem (Join-Path $env:home 'pom.xml'), (Join-Path $env:home '*\pom.xml')); if ($f | Where-Object { $_.LastWriteTime -gt $c.LastWriteTime }) { exit 1 }"
if errorlevel 1 (
  echo evenkeel: building ^(on first use, and when a source has changed^) ... 1>&2
  pushd "%home%"
  call mvnw.cmd -q -B -pl cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 ( popd & exit /b 1 )
  popd
  powershell -NoProfile -Command "$ErrorActionPreference = 'Stop'; $name = 'app-' + [DateTime]::UtcNow.Ticks + '-' + $PID; $new = New-Item -ItemType Directory -Force (Join-Path $env:apps ('new-' + $PID)); Copy-Item -Recurse (Join-Path $env:home 'cli\target\evenkeel\*') $new -Exclude '*.jsa'; Rename-Item -LiteralPath $new.FullName $name; $n = Join-Path $env:apps ('current-' + $PID); Set-Content -NoNewline -Encoding Ascii -LiteralPath $n $name; Move-Item -Force -LiteralPath $n (Join-Path $env:apps 'current'); Get-ChildItem $env:apps -Directory -Filter 'app-*' | Where-Object { $_.Name -ne $name } | ForEach-Object { try { Rename-Item -LiteralPath $_.FullName ('old-' + $_.Name); Remove-Item -Recurse -Force -LiteralPath (Join-Path $env:apps ('old-' + $_.Name)) } catch { } }" 1>&2
  if errorlevel 1 exit /b 1
)
set /p "name=" <"%apps%\current"
set "app=%apps%\%name%"

rem The class-data archive makes a start about twice as fast. It fits one JDK and one folder, and has its size beside it, because
rem the JVM crashes on one that was cut.
set "archive="
set "reply="
set "lookup=$j = (Get-Command $env:java).Source; $h = Split-Path (Split-Path $j); $r = Join-Path $h 'release'; if (Test-Path -LiteralPath $r) { $t = $env:app + $h + (Get-Content -Raw -LiteralPath $r); $k = [BitConverter]::ToString([Security.Cryptography.MD5]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($t))).Replace('-', ''); $a = Join-Path $env:app ($k + '.jsa'); $s = Get-Content -ErrorAction SilentlyContinue -LiteralPath ($a + '.size'); if (-not $s -or -not (Test-Path -LiteralPath $a) -or (Get-Item -LiteralPath $a).Length -ne [long]$s) { $p = $a + '.' + $PID; & $env:java '-XX:+UseSerialGC' '-Djdk.internal.lambda.disableEagerInitialization=true' ('-XX:ArchiveClassesAtExit=' + $p) '-jar' (Join-Path $env:app 'evenkeel.jar') 'predict' *> $null; if (Test-Path -LiteralPath $p) { Remove-Item -ErrorAction SilentlyContinue -LiteralPath ($a + '.size'); Move-Item -Force -LiteralPath $p $a; Set-Content -LiteralPath ($a + '.size') (Get-Item -LiteralPath $a).Length } }; if (Test-Path -LiteralPath ($a + '.size')) { $k } }"
for /f "usebackq delims=" %%k in (`powershell -NoProfile -Command "Invoke-Expression $env:lookup"`) do set "reply=%%k"
if defined reply set archive=-XX:SharedArchiveFile="%app%\%reply%.jsa"

if not defined TORCH_CPP_LOG_LEVEL set "TORCH_CPP_LOG_LEVEL=ERROR"
rem Commands that draw do so with the Vector API where the JDK has it; those that load no engine end before an optimizing
rem compiler pays off.
set "tuned=-XX:TieredStopAtLevel=1 -XX:Tier3InvocationThreshold=50 -XX:Tier3MinInvocationThreshold=25 -XX:Tier3CompileThreshold=150 -XX:Tier3BackEdgeThreshold=5000"
for %%c in (tune worker) do if "%~1"=="%%c" set "tuned="
set "vector="
for %%c in (check train compare draw audit) do if "%~1"=="%%c" set "vector=yes"
if defined vector (
  set "tuned="
  "%java%" --list-modules 2>nul | findstr /b jdk.incubator.vector >nul && set "tuned=--add-modules jdk.incubator.vector"
)
rem With --spark, Spark's classes follow ours on the class path; where there are none, the command says so.
set "spark="
for %%c in (tune draw) do if "%~1"=="%%c" for %%w in (%*) do if "%%~w"=="--spark" if defined SPARK_HOME if exist "%SPARK_HOME%\jars" set "spark=yes"
if defined spark goto spark
rem stdout is for results: messages of the JVM go to stderr.
"%java%" -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning,cds*=off:stderr -XX:+UseSerialGC -XX:-UsePerfData %tuned% %archive% -Xshare:auto %EVENKEEL_JAVA_OPTS% -jar "%app%\evenkeel.jar" %*
exit /b %errorlevel%

:spark
if not defined SPARK_SCALA_VERSION set "SPARK_SCALA_VERSION=2.13"
if not defined SPARK_CONF_DIR set "SPARK_CONF_DIR=%SPARK_HOME%\conf"
"%java%" -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning,cds*=off:stderr -XX:+UseSerialGC -XX:-UsePerfData %tuned% %EVENKEEL_JAVA_OPTS% "@%home%spark\java.options" -Dslf4j.internal.verbosity=ERROR -cp "%app%\evenkeel.jar;%SPARK_CONF_DIR%;%SPARK_HOME%\jars\*" org.evenkeel.cli.Evenkeel %*
exit /b %errorlevel%
