// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that the launcher for Windows, which is not run here, shares with the script. */
class LauncherOfWindowsTest {

  private static final String SHELL = text("evenkeel");

  private static final String WINDOWS = text("evenkeel.cmd").replace("^", "");

  private static String text(String name) {
    try {
      return Files.readString(Path.of("..").resolve(name)).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** All that one group of a pattern matches; it must match something. */
  private static Set<String> found(String regex, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = Pattern.compile(regex).matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    assertFalse(found.isEmpty(), regex);
    return found;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          options of the JVM          ; (-X[\\w:+=,*.-]+)
          steps of Maven              ; mvnw(?:\\.cmd)? (-q -B [\\w. =-]+package)
          what it needs               ; (needs a JDK .+?)(?: 1>|")
          what it says of a build     ; evenkeel: (building \\([a-z, ]+\\) \\.\\.\\.)
          logs of libtorch            ; TORCH_CPP_LOG_LEVEL(?::-|=)(\\w+)
          options of the user's       ; (EVENKEEL_JAVA_OPTS)
          what runs                   ; -jar "[$%]app[/%\\\\]+(evenkeel.jar)" ["%][$*]
          vectors                     ; (--add-modules [\\w.]+)
          """)
  void settingsAreThoseOfTheScript(String what, String regex) {
    Set<String> shell = found(regex, SHELL);
    if (what.equals("options of the JVM")) {
      // There are no such signals on Windows.
      shell.removeIf(one -> one.startsWith("-Xrs") || one.startsWith("-XX:ErrorFile"));
    }
    assertEquals(shell, found(regex, WINDOWS));
  }

  /** The commands that are compiled well, and those of them that draw with vectors. */
  @Test
  void commandsAreTunedAlike() {
    String search = "(?m)^  ([a-z |]+)\\) tuned= ;;";
    assertEquals(
        words(found(search, SHELL)),
        words(found("for %%c in \\(([a-z ]+)\\) do if \"%~1\"==\"%%c\" set \"tuned=\"", WINDOWS)));
    assertEquals(
        words(found("(?m)^  ([a-z |]+)\\)\\n    tuned=\\n", SHELL)),
        words(
            found(
                "for %%c in \\(([a-z ]+)\\) do if \"%~1\"==\"%%c\" set \"vector=yes\"", WINDOWS)));
  }

  private static Set<String> words(Set<String> lists) {
    Set<String> words = new TreeSet<>();
    lists.forEach(list -> words.addAll(List.of(list.strip().split("[ |]+"))));
    return words;
  }

  /** The test can fail: another setting is another set. */
  @Test
  void anotherSettingIsFound() {
    String other = WINDOWS.replace("-XX:+UseSerialGC", "-XX:+UseParallelGC");
    assertNotEquals(WINDOWS, other);
    assertNotEquals(found("(-X[\\w:+=,*.-]+)", WINDOWS), found("(-X[\\w:+=,*.-]+)", other));
  }
}
