// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.gaussian.NormalDistribution;

/**
 * Nodes on the half line for integrals with the densities of N(0, q) of several q that differ by no
 * more than a factor of e, of functions of x and -x that have features of length 1 at 0 only, and
 * kinks.
 */
final class RadialGrid {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** In standard deviations; beyond it the density times a fourth power is below rounding. */
  private static final double RANGE = 11;

  /** The length of a panel in units of the smallest deviation, or of x if that is less. */
  private static final double PANEL = 2;

  /** The length of a panel as a share of its distance from 0, where features are as long. */
  private static final double GROWTH = 0.5;

  private final double[] variances;
  private final double[] nodes;
  private final double[] weights;

  RadialGrid(double[] variances, double... kinks) {
    this.variances = variances;
    double least = Math.sqrt(variances[0]);
    double end = RANGE * Math.sqrt(variances[variances.length - 1]);
    List<Double> edges = new ArrayList<>(List.of(0.0));
    double edge = 0;
    while (edge < end) {
      edge += PANEL * Math.min(least, Math.max(1, GROWTH * edge / PANEL));
      edges.add(edge);
    }
    for (double kink : kinks) {
      if (Math.abs(kink) < edge) {
        edges.add(Math.abs(kink)); // one that is there already bounds an empty panel
      }
    }
    Collections.sort(edges);
    nodes = new double[(edges.size() - 1) * RULE.size()];
    weights = new double[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      int panel = i / RULE.size();
      int node = i % RULE.size();
      double half = (edges.get(panel + 1) - edges.get(panel)) / 2;
      nodes[i] = edges.get(panel) + half * (1 + RULE.node(node));
      weights[i] = half * RULE.weight(node);
    }
  }

  int size() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  /** Weights of ∫ g(x) φ(x/√q)/√q dx over the half line, for the j-th q. */
  double[] line(int j) {
    double deviation = Math.sqrt(variances[j]);
    double[] line = new double[nodes.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = weights[i] * NormalDistribution.density(nodes[i] / deviation) / deviation;
    }
    return line;
  }
}
