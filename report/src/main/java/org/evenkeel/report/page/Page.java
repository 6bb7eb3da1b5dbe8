// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.util.List;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Tone;

/**
 * What stands on a page, in order.
 *
 * @param title its title
 * @param headlines what it all means: read first
 * @param figures the charts
 * @param appendices tables that belong to no chart, such as the plan of rules
 * @param references the papers behind exactly the rules and the theory used here
 * @param origins where the results come from, one list of facts for each
 */
public record Page(
    String title,
    List<Headline> headlines,
    List<Figure> figures,
    List<Appendix> appendices,
    List<String> references,
    List<List<Fact>> origins) {

  public Page {
    headlines = List.copyOf(headlines);
    figures = List.copyOf(figures);
    appendices = List.copyOf(appendices);
    references = List.copyOf(references);
    origins = origins.stream().map(List::copyOf).toList();
  }

  /**
   * A verdict.
   *
   * @param subject what it is on, such as a start's name; empty if that is clear
   * @param tone whether it is good or bad
   * @param state the state in a word or two, such as healthy
   * @param sentence the cause, in words
   * @param remedy what to do, in words; null if nothing
   * @param command a command to copy that does it; null if there is none
   */
  public record Headline(
      String subject, Tone tone, String state, String sentence, String remedy, String command) {}

  /**
   * A table with a heading and a sentence.
   *
   * @param title the heading
   * @param sentence what it says
   * @param table the table
   */
  public record Appendix(String title, String sentence, DataTable table) {}

  /**
   * A fact about a result.
   *
   * @param name such as command, seed, version
   * @param value the value
   */
  public record Fact(String name, String value) {}
}
