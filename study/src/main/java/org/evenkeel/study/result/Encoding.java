// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/**
 * The settings of a space as vectors. A point of the unit cube has one coordinate for each
 * hyperparameter. Its features, which distances are measured in, are the coordinate of a number and
 * a one-hot vector of a choice. An inactive hyperparameter stands in the middle: 1/2, or equal
 * parts.
 */
final class Encoding {
  private final List<Hyperparameter> all;
  private final Space space;
  private final int[] start;
  private final int[] owners;
  private final boolean unconditional;

  Encoding(Space space) {
    this.space = space;
    all = space.hyperparameters();
    start = new int[all.size() + 1];
    for (int i = 0; i < all.size(); i++) {
      start[i + 1] = start[i] + (domain(i) instanceof CategoricalDomain c ? (int) c.size() : 1);
    }
    owners =
        IntStream.range(0, all.size())
            .flatMap(i -> IntStream.range(start[i], start[i + 1]).map(f -> i))
            .toArray();
    unconditional = all.stream().allMatch(h -> h.condition() == null);
  }

  int size() {
    return all.size();
  }

  /** The index of each feature's hyperparameter. */
  int[] owners() {
    return owners.clone();
  }

  Domain domain(int i) {
    return all.get(i).domain();
  }

  /**
   * The index of a hyperparameter.
   *
   * @throws IllegalArgumentException if the space has none of this name
   */
  int index(String name) {
    return space
        .named(name)
        .map(all::indexOf)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no hyperparameter '%s'; the space has %s"
                        .formatted(name, all.stream().map(Hyperparameter::name).toList())));
  }

  Setting setting(double[] point) {
    return space.setting(h -> h.domain().at(point[all.indexOf(h)]));
  }

  /** The point of a setting; 1/2 where a hyperparameter is inactive. */
  double[] point(Setting setting) {
    double[] point = new double[size()];
    for (int i = 0; i < point.length; i++) {
      String name = all.get(i).name();
      point[i] = setting.has(name) ? domain(i).place(setting.get(name)) : 0.5;
    }
    return point;
  }

  /** The activity of each hyperparameter at a point. */
  boolean[] active(double[] point) {
    boolean[] active = new boolean[size()];
    Arrays.fill(active, true);
    if (!unconditional) {
      Setting setting = setting(point);
      for (int i = 0; i < active.length; i++) {
        active[i] = setting.has(all.get(i).name());
      }
    }
    return active;
  }

  double[] encode(double[] point) {
    boolean[] active = active(point);
    double[] features = new double[owners.length];
    for (int i = 0; i < size(); i++) {
      Domain domain = domain(i);
      if (domain instanceof CategoricalDomain) {
        int width = start[i + 1] - start[i];
        if (active[i]) {
          features[start[i] + (int) Math.min(width - 1.0, Math.floor(point[i] * width))] = 1;
        } else {
          Arrays.fill(features, start[i], start[i + 1], 1.0 / width);
        }
      } else if (!active[i]) {
        features[start[i]] = 0.5;
      } else {
        boolean continuous = domain.size() == Double.POSITIVE_INFINITY;
        features[start[i]] = continuous ? point[i] : domain.place(domain.at(point[i]));
      }
    }
    return features;
  }
}
