@echo off
rem Runs Ferkel: finds a JDK of 25 or later, builds on first use and after a commit, and starts it. See the script "ferkel" for what
rem FERKEL_JAVA_HOME, FERKEL_JAVA_OPTIONS and FERKEL_DEBUG do.
setlocal enabledelayedexpansion
set "root=%~dp0"
set "dist=%root%cli\target\dist"

set "jdk="
if defined FERKEL_JAVA_HOME (
  call :take "%FERKEL_JAVA_HOME%"
  if not defined jdk (
    echo ferkel: FERKEL_JAVA_HOME is %FERKEL_JAVA_HOME%, which is no JDK 25 or later 1>&2
    exit /b 2
  )
)
if defined JAVA_HOME call :take "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do call :take "%%~dpj.."
for %%p in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%USERPROFILE%\.jdks") do (
  for /d %%d in ("%%~p\*") do call :take "%%d"
)
if not defined jdk (
  echo ferkel: JDK 25 or later is needed and was not found; install one ^(adoptium.net has them^) or set FERKEL_JAVA_HOME 1>&2
  exit /b 2
)

set "head=none"
for /f "delims=" %%h in ('git -C "%root%." rev-parse HEAD 2^>nul') do set "head=%%h"
set "built="
if exist "%dist%\ready" set /p built=<"%dist%\ready"
if not "!built!"=="!head!" (
  where mvn >nul 2>nul
  if errorlevel 1 (
    echo ferkel: Maven 3.8.7 or later is needed to build and was not found; install it 1>&2
    exit /b 2
  )
  echo ferkel: building, which takes about a minute 1>&2
  if not exist "%root%cli\target" mkdir "%root%cli\target"
  if exist "%dist%" rmdir /s /q "%dist%"
  set "keep=%JAVA_HOME%"
  set "JAVA_HOME=!jdk!"
  call mvn -B -ntp -q -f "%root%pom.xml" -pl cli -am -Dmaven.test.skip=true -DskipTests package >"%root%cli\target\build.log" 2>&1
  if errorlevel 1 (
    echo ferkel: the build failed; %root%cli\target\build.log says why 1>&2
    exit /b 1
  )
  set "JAVA_HOME=!keep!"
  >"%dist%\ready" echo !head!
)

set "flags=--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:MaxDirectMemorySize=1000000g"
endlocal & "%jdk%\bin\java" %flags% "-Dferkel.home=%root%." %FERKEL_JAVA_OPTIONS% -cp "%dist%\lib\*" dev.ferkel.cli.Main %*
exit /b %errorlevel%

rem Takes the JDK in folder %1 if it is one of 25 or later.
:take
if defined jdk exit /b
if not exist "%~1\bin\javac.exe" exit /b
if not exist "%~1\release" exit /b
for /f "tokens=2 delims==" %%v in ('findstr /b JAVA_VERSION^= "%~1\release"') do (
  for /f "tokens=1 delims=." %%m in ("%%~v") do if %%m geq 25 set "jdk=%~1"
)
exit /b
