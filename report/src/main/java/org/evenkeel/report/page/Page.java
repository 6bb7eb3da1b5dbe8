// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.util.List;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Tone;
import org.jspecify.annotations.Nullable;

/**
 * The content of a page, in order.
 *
 * @param references the papers on the rules and the theory in use
 * @param origins the facts on the origin of each result
 */
public record Page(
    String title,
    List<Headline> headlines,
    List<Figure> figures,
    List<Appendix> appendices,
    List<String> references,
    List<List<Fact>> origins) {

  /** Whether the page is long enough for a list of contents. */
  public boolean isLong() {
    return figures.size() + appendices.size() > 2;
  }

  /**
   * One finding, such as a verdict.
   *
   * @param subject its subject, such as a start's name; empty if obvious
   * @param tone whether it is good or bad
   * @param state the state in a word or two, such as healthy
   * @param sentence the reason, in words
   * @param remedy the remedy, in words; null if there is none
   * @param command a command to copy that applies it; null if there is none
   */
  public record Headline(
      String subject,
      Tone tone,
      String state,
      String sentence,
      @Nullable String remedy,
      @Nullable String command) {

    /** A finding without a remedy. */
    public Headline(String subject, Tone tone, String state, String sentence) {
      this(subject, tone, state, sentence, null, null);
    }

    /** The words of the command. */
    public List<String> words() {
      return List.of(command.split(" ", -1));
    }
  }

  /** A table with a heading and a sentence. */
  public record Appendix(String title, String sentence, DataTable table) {}

  /** A fact about a result, such as its command, seed or version; its value is null if unknown. */
  public record Fact(String name, @Nullable String value) {}
}
