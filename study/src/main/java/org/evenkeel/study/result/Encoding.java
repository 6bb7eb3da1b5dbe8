// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/**
 * Settings as vectors. A point of the unit cube has one coordinate for each hyperparameter; its
 * features are what distances are measured in: the place of a number, and for a choice one
 * coordinate for each value, 1 for the one taken. What is inactive stands in the middle: 1/2, or
 * equal parts.
 */
final class Encoding {
  private final List<Hyperparameter> all;
  private final Space space;
  private final int[] start;
  private final int[] owner;
  private final boolean plain;

  Encoding(Space space) {
    this.space = space;
    all = space.hyperparameters();
    start = new int[all.size() + 1];
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int width = all.get(i).domain() instanceof CategoricalDomain c ? (int) c.size() : 1;
      start[i + 1] = start[i] + width;
      for (int j = 0; j < width; j++) {
        owners.add(i);
      }
    }
    owner = owners.stream().mapToInt(i -> i).toArray();
    plain = all.stream().allMatch(h -> h.condition() == null);
  }

  /** The number of hyperparameters. */
  int size() {
    return all.size();
  }

  /** The number of features. */
  int features() {
    return owner.length;
  }

  /** The hyperparameter that a feature belongs to. */
  int owner(int feature) {
    return owner[feature];
  }

  Domain domain(int i) {
    return all.get(i).domain();
  }

  /** The index of a name, or an error that lists the names. */
  int index(String name) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "a name is that of a hyperparameter: %s; there are %s"
            .formatted(name, all.stream().map(Hyperparameter::name).toList()));
  }

  /** The setting at a point. */
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

  /** Which hyperparameters are active at a point. */
  boolean[] active(double[] point) {
    boolean[] active = new boolean[size()];
    if (plain) {
      Arrays.fill(active, true);
      return active;
    }
    Setting setting = setting(point);
    for (int i = 0; i < active.length; i++) {
      active[i] = setting.has(all.get(i).name());
    }
    return active;
  }

  /** The features at a point. */
  double[] encode(double[] point) {
    return encode(point, active(point));
  }

  private double[] encode(double[] point, boolean[] active) {
    double[] features = new double[features()];
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
        features[start[i]] =
            domain.size() == Double.POSITIVE_INFINITY
                ? point[i]
                : domain.place(domain.at(point[i]));
      }
    }
    return features;
  }
}
