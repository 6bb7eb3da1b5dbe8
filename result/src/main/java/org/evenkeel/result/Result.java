// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

/** The result of one command, and the content of a page. */
public sealed interface Result
    permits Comparison, StudyResult, PhaseResult, RulesResult, AuditResult {

  /** The origin of the result. */
  Origin origin();
}
