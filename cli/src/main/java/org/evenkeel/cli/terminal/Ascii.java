// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * ASCII transliterations: symbols of tables and sentences have a spelling, letters lose their
 * accents, any other character becomes a question mark.
 */
final class Ascii {

  private static final Map<Integer, String> SPELLINGS = new HashMap<>();

  static {
    String[] spellings = {
      "⁰ ^0 ¹ ^1 ² ^2 ³ ^3 ⁴ ^4 ⁵ ^5 ⁶ ^6 ⁷ ^7 ⁸ ^8 ⁹ ^9 ⁻ ^- ₀ _0 ₁ _1 ₂ _2 ½ 1/2",
      "α alpha β beta γ gamma δ delta ε epsilon η eta θ theta λ lambda μ mu ξ xi π pi ρ rho",
      "σ sigma φ phi χ chi ψ psi ω omega Δ Delta Π Pi Σ Sigma Φ Phi ∏ prod ∑ sum √ sqrt",
      "× x · * − - ± +- ≤ <= ≥ >= ≠ != ≈ ~ ∝ ~ ∞ inf → -> ← <- ↑ ^ ↓ v",
      "– - — - … ... ‘ ' ’ ' “ \" ” \" ß ss ø o Ø O ł l Ł L æ ae Æ AE œ oe",
      "▁ _ ▂ . ▃ , ▄ - ▅ = ▆ + ▇ * █ # ▓ * ▒ + ░ - ▪ ="
    };
    for (String line : spellings) {
      String[] words = line.split(" ", -1);
      for (int i = 0; i < words.length; i += 2) {
        SPELLINGS.put(words[i].codePointAt(0), words[i + 1]);
      }
    }
  }

  private Ascii() {}

  /** The transliteration of a text. */
  static String of(String text) {
    if (text.chars().allMatch(c -> c < 128)) {
      return text;
    }
    StringBuilder ascii = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .forEach(c -> ascii.append(c < 128 ? Character.toString(c) : spelled(c)));
    return ascii.toString();
  }

  private static String spelled(int character) {
    String spelling = SPELLINGS.get(character);
    if (spelling != null) {
      return spelling;
    }
    if (Character.isSpaceChar(character)) {
      return " ";
    }
    int base =
        Normalizer.normalize(Character.toString(character), Normalizer.Form.NFD).codePointAt(0);
    return base < 128 ? Character.toString(base) : "?";
  }

  /** JSON with every other character escaped. */
  static String json(String document) {
    StringBuilder ascii = new StringBuilder();
    document
        .chars()
        .forEach(c -> ascii.append(c < 128 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return ascii.toString();
  }

  /** A writer that transliterates. */
  static PrintWriter writer(PrintWriter to) {
    return new PrintWriter(new Spelling(to), true);
  }

  private static final class Spelling extends FilterWriter {

    Spelling(Writer to) {
      super(to);
    }

    @Override
    public void write(int c) throws IOException {
      out.write(of(String.valueOf((char) c)));
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      out.write(of(new String(text, from, length)));
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(of(text.substring(from, from + length)));
    }
  }
}
