// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.report.page.Page.Fact;
import org.evenkeel.result.Origin;
import org.evenkeel.result.Result;
import org.evenkeel.result.StudyResult;

/** The facts on the origin of results and of the page. */
final class OriginFacts {

  private OriginFacts() {}

  /** The known facts of each result, followed by those of the page. */
  static List<List<Fact>> of(List<Result> results, String command) {
    List<List<Fact>> origins = new ArrayList<>();
    for (Result result : results) {
      List<Fact> facts = new ArrayList<>();
      Origin origin = result.origin();
      add(facts, "command", origin.command());
      if (result instanceof StudyResult study) {
        add(facts, "study", study.name());
        add(facts, "search", study.space().toString());
        add(facts, "ended by", study.ending());
      }
      add(facts, "network", origin.network());
      add(facts, "data", origin.data());
      add(facts, "training", origin.training());
      add(facts, "seed", origin.seed() == null ? null : String.valueOf(origin.seed()));
      add(facts, "Evenkeel", origin.version());
      if (!facts.isEmpty() && !origins.contains(facts)) {
        origins.add(facts);
      }
    }
    List<Fact> page = new ArrayList<>();
    add(page, "this page", command);
    add(page, "Java", System.getProperty("java.version"));
    origins.add(page);
    return origins;
  }

  private static void add(List<Fact> facts, String name, String value) {
    if (value != null) {
      facts.add(new Fact(name, value));
    }
  }
}
