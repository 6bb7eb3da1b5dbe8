// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;

/** A profile and its name in charts. */
public record NamedProfile(String name, SignalProfile profile) {

  /** The starts of a comparison that have a profile. */
  public static List<NamedProfile> of(Comparison comparison) {
    return comparison.starts().stream()
        .filter(start -> start.profile() != null)
        .map(start -> new NamedProfile(start.name(), start.profile()))
        .toList();
  }

  /** The profiles of a study's finalists that were measured. */
  public static List<NamedProfile> of(StudyResult study) {
    List<NamedProfile> profiles = new ArrayList<>();
    StudyResult.Finalists finalists = study.finalists();
    if (finalists != null && finalists.optimumSignal() != null) {
      profiles.add(
          new NamedProfile(TrialLabels.called(finalists.optimum()), finalists.optimumSignal()));
    }
    if (finalists != null
        && finalists.standardSignal() != null
        && (profiles.isEmpty() || !finalists.optimum().equals(finalists.standard()))) {
      String name =
          finalists.standard() == null ? "multiplier 1" : TrialLabels.called(finalists.standard());
      boolean taken = profiles.stream().anyMatch(profile -> profile.name().equals(name));
      profiles.add(
          new NamedProfile(taken ? name + " (standard)" : name, finalists.standardSignal()));
    }
    return profiles;
  }

  List<LayerSignal> layers() {
    return profile.layers();
  }

  List<LayerSignal> hidden() {
    return profile.hidden();
  }
}
