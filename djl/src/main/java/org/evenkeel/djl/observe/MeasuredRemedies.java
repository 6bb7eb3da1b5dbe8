// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.evenkeel.init.Start;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Remedy.Trial;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The search for a remedy where no forecast tells: starts are measured one after the other, what
 * the verdict advises first, and the first that is healthy is the remedy.
 *
 * <p>A healthy model is not measured again, and one that is not at most four times.
 */
final class MeasuredRemedies {

  /** Rules that are tried after what the verdict advises. */
  private static final List<String> RULES = List.of("auto", "data", "lecun", "critical");

  /** The most starts that are measured. */
  private static final int MOST = 4;

  private MeasuredRemedies() {}

  /**
   * A profile with a remedy that was measured; the same where its remedy is not another start.
   *
   * @param start how the model was started; null if that is not known
   * @param measure the state of the same model by another start; empty if that cannot draw it
   */
  static SignalProfile tried(
      SignalProfile profile,
      @Nullable Start start,
      Function<Start, Optional<Verdict.State>> measure) {
    Verdict verdict = profile.verdict();
    Remedy advised = verdict.remedy();
    if (verdict.healthy()
        || verdict.unknown()
        || advised == null
        || !advised.changes().stream().allMatch(Change.Redraw.class::isInstance)) {
      return profile;
    }
    Start base =
        start == null || start.isLibraryDefaults()
            ? Start.of("auto")
            : start.withCorrection(Optional.empty());
    List<Trial> trials = new ArrayList<>();
    for (Change.Redraw redraw : candidates(advised, start, base)) {
      if (trials.size() < MOST && trials.stream().noneMatch(MeasuredRemedies::isHealthy)) {
        measure
            .apply(redraw.applyTo(base))
            .ifPresent(state -> trials.add(new Trial(redraw, state)));
      }
    }
    if (trials.isEmpty()) {
      return profile;
    }
    Predicate<Trial> slow = trial -> trial.state() == Verdict.State.SLOW && !verdict.slow();
    Remedy found =
        trials.stream()
            .filter(MeasuredRemedies::isHealthy)
            .findFirst()
            .or(() -> trials.stream().filter(slow).findFirst())
            .map(trial -> Remedy.of(trial.change()))
            .orElse(Remedy.NONE_KNOWN);
    return profile.withVerdict(verdict.withRemedy(found.after(trials)));
  }

  private static boolean isHealthy(Trial trial) {
    return trial.state() == Verdict.State.HEALTHY;
  }

  /** What is advised, and other rules; none that is in use, and none twice. */
  private static List<Change.Redraw> candidates(Remedy advised, @Nullable Start start, Start base) {
    List<Change.Redraw> all = new ArrayList<>();
    advised.changes().forEach(change -> all.add((Change.Redraw) change));
    for (String rule : RULES) {
      all.add(
          new Change.Redraw(
              rule,
              base.multiplier() == 1 ? null : (Double) 1.0,
              base.biasVariance() == 0 ? null : (Double) 0.0,
              !base.rulebook().entries().isEmpty()));
    }
    Set<Start> seen = new LinkedHashSet<>();
    if (start != null) {
      seen.add(start);
    }
    return all.stream().filter(redraw -> seen.add(redraw.applyTo(base))).toList();
  }
}
