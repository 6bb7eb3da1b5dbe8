// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.Split;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * A labelled network with a remedy that a verdict advises for it.
 *
 * @param network the network
 * @param remedy the remedy
 * @param source the network after it
 * @param start the start after it
 */
record RemedyTrial(LabelledNetwork network, Remedy remedy, NetworkSource source, Start start) {

  /** The different remedies that forecast and measurement advise for a network. */
  static List<RemedyTrial> of(Observed observed, Split data) {
    List<RemedyTrial> trials = new ArrayList<>();
    for (Verdict verdict :
        new Verdict[] {observed.byForecast().verdict(), observed.byMeasurement().verdict()}) {
      treated(observed.network(), verdict, data)
          .filter(trial -> trials.stream().noneMatch(one -> one.remedy.equals(trial.remedy)))
          .ifPresent(trials::add);
    }
    return trials;
  }

  private static Optional<RemedyTrial> treated(
      LabelledNetwork network, @Nullable Verdict verdict, Split data) {
    if (verdict == null || verdict.remedy() == null || !verdict.remedy().isKnown()) {
      return Optional.empty();
    }
    NetworkSource source = network.source();
    NetworkSource described = network.forecast(); // of which the layers are known
    Start start = network.start();
    for (Change change : verdict.remedy().changes()) {
      if (change instanceof Change.Redraw redraw) {
        start = redraw.applyTo(start);
      } else if (change instanceof Change.Widen widen) {
        described = new NetworkSource.Described(read(described, data).widened(widen.factor()));
        source = described;
      } else if (change instanceof Change.Activate activate) {
        described =
            new NetworkSource.Described(
                read(described, data).withActivation(Activations.named(activate.activation())));
        source = described;
      } else if (change instanceof Change.Drop drop) {
        described = new NetworkSource.Described(read(described, data).withDropout(drop.rate()));
        source = described;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new RemedyTrial(network, verdict.remedy(), source, start));
  }

  private static Network read(NetworkSource source, Split data) {
    return source.subject(data.training()).network().orElseThrow();
  }
}
