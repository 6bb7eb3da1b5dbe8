package org.evenkeel.study.journal;

import com.google.gson.JsonPrimitive;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.TrialState;

/**
 * Writes trials to a journal until it has written as many as it was told, in a process of its own.
 * Prints the number of each trial once it is finished, or the line of an error.
 */
final class JournalWriter {

  private static final Space SPACE = Space.parse("x=0..1");

  private JournalWriter() {}

  /** Takes the file, the number of trials, and a name for whom wrote them. */
  public static void main(String[] args) {
    try {
      Journal journal = Journal.open(Path.of(args[0]), "s");
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        int number = run(journal, args[2]);
        System.out.println(number);
      }
    } catch (UncheckedIOException e) {
      System.out.println(e.getCause().getMessage());
    }
  }

  private static int run(Journal journal, String who) {
    int number =
        journal.exclusively(
            change -> change.create(SPACE, new Setting(Map.of("x", 0.5)), TrialState.RUNNING));
    for (int step = 1; step <= 2; step++) {
      int now = step;
      journal.exclusively(
          change -> {
            change.report(number, now, now * 0.5);
            return null;
          });
    }
    journal.exclusively(
        change -> {
          change.note(number, "who", new JsonPrimitive(who));
          change.state(number, TrialState.COMPLETE, (double) number);
          return null;
        });
    return number;
  }
}
