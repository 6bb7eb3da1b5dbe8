// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AsciiTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "E[z²], E[z^2]",
    "σ_w² 2.35, sigma_w^2 2.35",
    "χ₁ 1.00, chi_1 1.00",
    "ξ_c ∞, xi_c inf",
    "64→64, 64->64",
    "64×32, 64x32",
    "0.17–4.1, 0.17-4.1",
    "√(n_in·Var(w)), sqrt(n_in*Var(w))",
    "▁▂▃▄▅▆▇█, '_.,-=+*#'",
    "Müller, Muller",
    "tête, tete",
    "特徴.weight, ??.weight",
    "😀, ?",
    "plain <b>, plain <b>"
  })
  void inAscii(String text, String ascii) {
    assertEquals(ascii, Ascii.of(text));
  }

  /** Every sign that a sentence of ours may hold has a spelling. */
  @ParameterizedTest
  @ValueSource(strings = {"core", "data", "djl", "study", "cli"})
  void whateverIsWrittenHasASpelling(String module) throws IOException {
    TreeSet<String> without = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Files.readString(file)
            .replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "")
            .codePoints()
            .mapToObj(Character::toString)
            .filter(sign -> Ascii.of(sign).contains("?") && !sign.equals("?"))
            .forEach(without::add);
      }
    }
    assertEquals(new TreeSet<>(), without, "give it a spelling in Ascii");
  }

  @Test
  void aWriterSpells() {
    StringWriter written = new StringWriter();
    PrintWriter writer = Ascii.writer(new PrintWriter(written));
    writer.print("σ_b² ");
    writer.print('×');
    writer.write(new char[] {'a', '→', 'b'}, 1, 2);
    writer.flush();
    assertEquals("sigma_b^2 x->b", written.toString());
  }

  @Test
  void jsonIsEscaped() {
    assertEquals("{\"name\": \"\\u03c3 \\ud83d\\ude00\"}", Ascii.json("{\"name\": \"σ 😀\"}"));
  }

  @Test
  void namesBreakNoLine() {
    Terminal terminal = new Terminal(null, null, 80, true, true, false);
    assertEquals("a?b?c", terminal.shown("a\nb\tc"));
    assertEquals("?[2Jx", terminal.shown("\u001b[2Jx"));
    assertEquals("\u001b[1mx\u001b[0m", terminal.shown("\u001b[1mx\u001b[0m"));
  }
}
