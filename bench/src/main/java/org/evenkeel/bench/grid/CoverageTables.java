// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.evenkeel.bench.grid.CoverageNetworks.Case;
import org.evenkeel.bench.grid.Covered.Within;

/** The tables of what was covered: a row for each network, and by group, width, depth and batch. */
final class CoverageTables {

  private final Map<Case, Covered> found;

  CoverageTables(Map<Case, Covered> found) {
    this.found = found;
  }

  /** A line for each network; mean and deviation are in standard deviations of the range. */
  List<String> csv(long first, int seeds) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "kind,width,depth,batch,first seed,seeds,"
            + Covered.QUANTITIES.stream()
                .map(name -> "%1$s within,%1$s of,%1$s mean,%1$s deviation".formatted(name))
                .collect(Collectors.joining(",")));
    found.forEach(
        (one, covered) ->
            lines.add(
                "%s,%d,%d,%d,%d,%d,%s"
                    .formatted(
                        one.kind(),
                        one.width(),
                        one.depth(),
                        one.examples(),
                        first,
                        seeds,
                        covered.joined(",", Within::csv))));
    return lines;
  }

  /** The tables for a page: all networks by group, and those of the grid by their sizes. */
  List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.addAll(table("networks", sums(one -> one.group().toString(), found.keySet())));
    lines.add("");
    List<Case> grid = found.keySet().stream().filter(CoverageNetworks::isOfGrid).toList();
    Map<String, Covered> sizes = new LinkedHashMap<>();
    sizes.putAll(sums(one -> "width " + one.width(), grid));
    sizes.putAll(sums(one -> "depth " + one.depth(), grid));
    sizes.putAll(sums(one -> "batch " + one.examples(), grid));
    lines.addAll(table("of the first six", sizes));
    return lines;
  }

  private Map<String, Covered> sums(Function<Case, String> by, Iterable<Case> cases) {
    Map<String, Covered> sums = new LinkedHashMap<>();
    for (Case one : cases) {
      sums.computeIfAbsent(by.apply(one), any -> new Covered()).add(found.get(one));
    }
    return sums;
  }

  private static List<String> table(String title, Map<String, Covered> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("| %s | %s |".formatted(title, String.join(" | ", Covered.QUANTITIES)));
    lines.add("|---".repeat(Covered.QUANTITIES.size() + 1) + "|");
    rows.forEach(
        (name, covered) ->
            lines.add("| %s | %s |".formatted(name, covered.joined(" | ", Within::share))));
    return lines;
  }
}
