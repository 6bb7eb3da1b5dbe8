// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.text.Table;
import org.evenkeel.text.TableLayout;
import org.evenkeel.text.Text;
import picocli.CommandLine.Help.Ansi;

/**
 * The terminal that a command writes to: results to stdout, progress and errors to stderr.
 *
 * @param unicode whether characters beyond ASCII can be shown; otherwise they are transliterated
 * @param colors whether colors are wanted
 * @param progress whether progress bars are drawn on stderr
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    int columns,
    boolean unicode,
    boolean colors,
    boolean progress) {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int MIN_COLUMNS = 40;

  /** Characters that would break a line or move the cursor. */
  private static final Pattern CONTROL = Pattern.compile("(\u001b\\[[0-9;]*m)|\\p{Cntrl}");

  /** A terminal narrower than 40 columns is treated as one of 40. */
  public Terminal {
    columns = Math.max(MIN_COLUMNS, columns);
  }

  /** The terminal that the launcher script describes with system properties. */
  public static Terminal ofLauncher(PrintWriter out, PrintWriter err) {
    boolean unicode =
        System.getProperty("evenkeel.encoding", "UTF-8").toUpperCase(Locale.ROOT).startsWith("UTF");
    return new Terminal(
        unicode ? out : Ascii.writer(out),
        unicode ? err : Ascii.writer(err),
        Integer.getInteger("evenkeel.columns", DEFAULT_COLUMNS),
        unicode,
        Ansi.AUTO.enabled(),
        Boolean.getBoolean("evenkeel.terminal"));
  }

  /** The same terminal without progress bars. */
  public Terminal withoutProgress() {
    return new Terminal(out, err, columns, unicode, colors, false);
  }

  /** Prints one sentence, wrapped to the width with a hanging indent. */
  public void print(String text) {
    Text.sentence(shown(text), columns).forEach(out::println);
  }

  /** Prints running text, wrapped to the width without an indent. */
  public void paragraph(String text) {
    Text.cell(shown(text), columns).forEach(out::println);
  }

  /** Prints a table, and below it the names of columns that did not fit. */
  public void print(Table table) {
    TableLayout layout = table.layout(columns, this::shown);
    layout.lines().forEach(this::line);
    List<String> omitted = layout.omitted();
    if (!omitted.isEmpty()) {
      print(
          "Not in %d columns: %s; a wider terminal or --format json has %s."
              .formatted(columns, String.join(", ", omitted), omitted.size() > 1 ? "them" : "it"));
    }
  }

  /** Prints a line unwrapped, such as a table row or a command to copy. */
  public void line(String line) {
    out.println(shown(line).stripTrailing());
  }

  /** Prints an unwrapped line to stderr, before the progress bars. */
  public void told(String line) {
    err.println(shown(line));
    err.flush();
  }

  /** Prints text of several lines as it is. */
  public void text(String text) {
    text.lines().forEach(this::line);
  }

  /** Prints a JSON document. */
  public void json(String document) {
    out.println(unicode ? document : Ascii.json(document));
    out.flush();
  }

  /** Text in a color, such as {@code "green,bold"}, where colors are wanted. */
  public String colored(String color, String text) {
    return (colors ? Ansi.ON : Ansi.OFF).string("@|" + color + " " + text + "|@");
  }

  /** Green text for a good state, red for any other. */
  public String colored(boolean good, String state) {
    return colored(good ? "green,bold" : "red,bold", state);
  }

  /** Text as this terminal shows it: transliterated if need be, control characters as {@code ?}. */
  String shown(String text) {
    String line =
        CONTROL
            .matcher(text)
            .replaceAll(one -> Matcher.quoteReplacement(one.group(1) == null ? "?" : one.group(1)));
    return unicode ? line : Ascii.of(line);
  }
}
