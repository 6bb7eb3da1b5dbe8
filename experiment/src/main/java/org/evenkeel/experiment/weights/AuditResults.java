// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.weights;

import java.util.List;
import org.evenkeel.result.AuditResult;
import org.evenkeel.result.Origin;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.audit.Finding;
import org.evenkeel.weights.rules.Blocks;
import org.jspecify.annotations.Nullable;

/**
 * Audits as results.
 *
 * <pre>{@code
 * Report.of(List.of(AuditResults.of(Origin.UNKNOWN, audit))).write(Path.of("audit.html"));
 * }</pre>
 */
public final class AuditResults {

  private AuditResults() {}

  /** The result of an audit. */
  public static AuditResult of(Origin origin, Audit audit) {
    AuditResult.ModelAudit model =
        new AuditResult.ModelAudit(
            audit.source(),
            audit.rules(),
            AuditResult.State.valueOf(audit.state().name()),
            audit.tensors(),
            audit.proven(),
            audit.findings().stream().map(AuditResults::finding).toList(),
            audit.unknown(),
            audit.rows().stream().map(AuditResults::row).toList());
    return new AuditResult(origin, Audit.FALSE_ALARM, List.of(model));
  }

  private static AuditResult.Finding finding(Finding one) {
    return new AuditResult.Finding(
        one.tensor(), one.cause().toString(), one.what(), known(one.file()));
  }

  private static AuditResult.Row row(Audit.Row row) {
    int block = Blocks.block(row.tensor().name());
    return new AuditResult.Row(
        row.tensor().name(),
        known(row.file()),
        block < 0 ? null : (Integer) block,
        row.tensor().dtype().name(),
        row.rule(),
        row.tensor().shape(),
        row.found().mean(),
        row.found().std(),
        row.found().low(),
        row.found().high(),
        row.found().kurtosis(),
        row.expectedMean(),
        row.expectedStd(),
        row.ratio());
  }

  private static @Nullable String known(String file) {
    return file.isEmpty() ? null : file;
  }
}
