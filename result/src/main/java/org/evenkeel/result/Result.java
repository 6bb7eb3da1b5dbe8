// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

/** What one command found: the matter of a page. */
public sealed interface Result permits Comparison, StudyResult, PhaseResult, RulesResult {

  /** Where it comes from. */
  Origin origin();
}
