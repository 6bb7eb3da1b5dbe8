@echo off
rem Runs Evenkeel from this folder. Builds it on first use, and again when a source has changed.
setlocal
set "home=%~dp0"
set "app=%home%cli\target\evenkeel"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"

powershell -NoProfile -Command "$b = Get-Item -ErrorAction SilentlyContinue '%app%\built'; if (-not $b) { exit 1 }; $f = Get-ChildItem -Recurse -File '%home%*\src\main'; $f += Get-ChildItem '%home%pom.xml','%home%*\pom.xml'; if ($f | Where-Object { $_.LastWriteTime -gt $b.LastWriteTime }) { exit 1 }"
if errorlevel 1 (
  echo evenkeel: building ^(on first use, and when a source has changed^) ... 1>&2
  pushd "%home%"
  call mvnw.cmd -q -B -pl cli -am -DskipTests -Dspotless.check.skip=true package 1>&2
  if errorlevel 1 ( popd & exit /b 1 )
  popd
  "%java%" -XX:+UseSerialGC -XX:ArchiveClassesAtExit="%app%\evenkeel.jsa" -jar "%app%\evenkeel.jar" rules >nul 2>&1
  echo built> "%app%\built"
)
if not defined TORCH_CPP_LOG_LEVEL set "TORCH_CPP_LOG_LEVEL=ERROR"
rem Commands that draw do so with the Vector API where the JDK has it.
set "tuned="
for %%c in (check train compare) do if "%~1"=="%%c" set "tuned=--add-modules jdk.incubator.vector"
if defined tuned "%java%" --list-modules 2>nul | findstr /b jdk.incubator.vector >nul || set "tuned="
rem stdout is for results: messages of the JVM go to stderr.
"%java%" -Xlog:disable -Xlog:all=warning,cds*=off:stderr -XX:+DisplayVMOutputToStderr -XX:+UseSerialGC %tuned% -XX:SharedArchiveFile="%app%\evenkeel.jsa" -Xshare:auto %EVENKEEL_JAVA_OPTS% -jar "%app%\evenkeel.jar" %*
exit /b %errorlevel%
