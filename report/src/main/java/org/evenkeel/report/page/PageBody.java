// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Tone;

/** The part of a page that is readable without scripts. */
final class PageBody {

  private final StringBuilder out = new StringBuilder();

  private PageBody() {}

  /** The body of a page without its scripts. */
  static String html(Page page) {
    PageBody body = new PageBody();
    body.header(page);
    body.line("<main id=\"main\">");
    body.headlines(page.headlines());
    body.contents(page);
    for (int i = 0; i < page.figures().size(); i++) {
      body.figure(page.figures().get(i), i);
    }
    for (int i = 0; i < page.appendices().size(); i++) {
      body.appendix(page.appendices().get(i), i);
    }
    body.references(page.references());
    body.origins(page.origins());
    body.line("</main>");
    body.line("<p id=\"said\" class=\"unseen\" role=\"status\"></p>");
    return body.out.toString();
  }

  private void line(String html) {
    out.append(html).append('\n');
  }

  private void header(Page page) {
    line("<a class=\"skip\" href=\"#main\">To the content</a>");
    line("<header><span class=\"brand\">Evenkeel</span>");
    line("<button type=\"button\" id=\"ground\" hidden>Dark</button>");
    line("<h1>" + Html.name(page.title()) + "</h1></header>");
    line("<noscript><p class=\"note\">The charts need JavaScript. All their numbers are in the");
    line("tables below.</p></noscript>");
  }

  private void headlines(List<Page.Headline> headlines) {
    if (headlines.isEmpty()) {
      return;
    }
    line("<section id=\"verdict\" aria-label=\"Verdict\">");
    headlines.forEach(this::headline);
    line("</section>");
  }

  private void headline(Page.Headline headline) {
    line("<article class=\"verdict " + css(headline.tone()) + "\">");
    String subject = headline.subject().isEmpty() ? "" : Html.name(headline.subject()) + " ";
    line(
        "<h2><span class=\"sign\" aria-hidden=\"true\">%s</span> %s<span class=\"state\">%s</span></h2>"
            .formatted(sign(headline.tone()), subject, Html.text(headline.state())));
    line("<p>" + Html.text(headline.sentence()) + "</p>");
    if (headline.remedy() != null) {
      String remedy = "<p class=\"copied\">" + Html.text(headline.remedy()) + "</p>";
      copied("Remedy", remedy, headline.subject());
    }
    if (headline.command() != null) {
      // Lines do not break at the hyphens of options.
      String words =
          Arrays.stream(headline.command().split(" ", -1))
              .map(word -> "<span>" + Html.text(word) + "</span>")
              .collect(Collectors.joining(" "));
      copied(
          "Command", "<pre class=\"copied\"><code>" + words + "</code></pre>", headline.subject());
    }
    line("</article>");
  }

  private void copied(String what, String html, String subject) {
    String label = "Copy the " + what.toLowerCase(Locale.ROOT);
    String of = subject.isEmpty() ? "" : " for " + subject;
    line("<div class=\"copy\"><span class=\"what\">" + what + "</span>");
    line(html);
    line(
        "<button type=\"button\" hidden aria-label=\"%s\">Copy</button></div>"
            .formatted(Html.text(label + of)));
  }

  private void contents(Page page) {
    if (page.figures().size() + page.appendices().size() < 3) {
      return;
    }
    line("<nav aria-label=\"On this page\"><ul>");
    for (Figure figure : page.figures()) {
      line(
          "<li><a href=\"#%s\">%s</a></li>"
              .formatted(Html.text(figure.id()), Html.text(figure.title())));
    }
    for (int i = 0; i < page.appendices().size(); i++) {
      line(
          "<li><a href=\"#appendix-%d\">%s</a></li>"
              .formatted(i + 1, Html.text(page.appendices().get(i).title())));
    }
    line("</ul></nav>");
  }

  private void figure(Figure figure, int index) {
    String id = Html.text(figure.id());
    line("<section class=\"figure\" id=\"" + id + "\" aria-labelledby=\"" + id + "-title\">");
    line("<h2 id=\"" + id + "-title\">" + Html.text(figure.title()) + "</h2>");
    line("<p class=\"sentence\">" + Html.text(figure.sentence()) + "</p>");
    line("<div class=\"views\" data-figure=\"" + index + "\"></div>");
    table(figure.table(), figure.title());
    line("</section>");
  }

  private void appendix(Page.Appendix appendix, int index) {
    line("<section class=\"appendix\" id=\"appendix-" + (index + 1) + "\">");
    line("<h2>" + Html.text(appendix.title()) + "</h2>");
    line("<p class=\"sentence\">" + Html.text(appendix.sentence()) + "</p>");
    table(appendix.table(), appendix.title());
    line("</section>");
  }

  /** A table that is open unless a script closes it. */
  private void table(DataTable table, String title) {
    if (table == null || table.columns().isEmpty()) {
      return;
    }
    line(
        "<details open><summary>The numbers as a table ("
            + rows(table.rows().size())
            + ")</summary>");
    line(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table: %s\"><table>"
            .formatted(Html.text(title)));
    StringBuilder head = new StringBuilder("<thead><tr>");
    for (DataTable.Column column : table.columns()) {
      head.append("<th scope=\"col\"").append(right(column)).append('>');
      head.append(Html.text(column.name())).append("</th>");
    }
    line(head + "</tr></thead><tbody>");
    for (List<String> row : table.rows()) {
      StringBuilder cells = new StringBuilder("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String tag = i == 0 ? "th" : "td";
        cells.append('<').append(tag).append(i == 0 ? " scope=\"row\"" : "");
        cells.append(right(table.columns().get(i))).append('>');
        cells.append(Html.text(row.get(i))).append("</").append(tag).append('>');
      }
      line(cells + "</tr>");
    }
    line("</tbody></table></div></details>");
  }

  private static String rows(int count) {
    return count == 1 ? "1 row" : count + " rows";
  }

  private static String right(DataTable.Column column) {
    return column.number() ? " class=n" : ""; // kept short, as thousands of cells have it
  }

  private void references(List<String> references) {
    if (references.isEmpty()) {
      return;
    }
    line("<section class=\"appendix\" id=\"references\"><h2>References</h2><ol>");
    references.forEach(reference -> line("<li>" + Html.text(reference) + "</li>"));
    line("</ol></section>");
  }

  private void origins(List<List<Page.Fact>> origins) {
    if (origins.isEmpty()) {
      return;
    }
    line("<section class=\"appendix\" id=\"origin\"><h2>Where this comes from</h2>");
    for (List<Page.Fact> facts : origins) {
      line("<dl>");
      for (Page.Fact fact : facts) {
        line(
            "<div><dt>"
                + Html.text(fact.name())
                + "</dt><dd>"
                + Html.name(fact.value())
                + "</dd></div>");
      }
      line("</dl>");
    }
    line("</section>");
  }

  private static String css(Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }

  private static String sign(Tone tone) {
    return switch (tone) {
      case NEUTRAL -> "•";
      case GOOD -> "✓";
      case BAD -> "✕";
      case LOW -> "▼";
      case HIGH -> "▲";
    };
  }
}
