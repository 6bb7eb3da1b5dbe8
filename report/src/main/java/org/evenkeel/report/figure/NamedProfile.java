// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * The layers of several profiles along one axis; layers of the same name share a position.
   *
   * @param names the names, from the first layer on
   * @param places the position of each layer, from 1, one list for each profile
   */
  record Row(List<String> names, List<List<Double>> places) {

    static Row of(List<NamedProfile> profiles) {
      Map<String, Double> known = new LinkedHashMap<>();
      List<String> names = new ArrayList<>();
      List<List<Double>> places = new ArrayList<>();
      for (NamedProfile one : profiles) {
        Map<String, Integer> met = new LinkedHashMap<>();
        List<Double> here = new ArrayList<>();
        for (LayerSignal layer : one.profile().layers()) {
          String name = String.valueOf(layer.name());
          String key = met.merge(name, 1, Integer::sum) + " " + name;
          if (!known.containsKey(key)) {
            names.add(name);
            known.put(key, (double) names.size());
          }
          here.add(known.get(key));
        }
        places.add(here);
      }
      return new Row(names, places);
    }
  }

  /** A row for each layer of some profiles: start, layer, and further cells. */
  static List<List<String>> rows(
      List<NamedProfile> profiles, Function<LayerSignal, Stream<String>> cells) {
    return profiles.stream()
        .flatMap(one -> one.profile().layers().stream().map(layer -> one.row(layer, cells)))
        .toList();
  }

  private List<String> row(LayerSignal layer, Function<LayerSignal, Stream<String>> cells) {
    return Stream.concat(Stream.of(name, String.valueOf(layer.name())), cells.apply(layer))
        .toList();
  }

  /** The value of each layer; null where unknown. */
  <T> List<T> values(Function<LayerSignal, T> value) {
    return profile.layers().stream().map(value).collect(Collectors.toList());
  }
}
