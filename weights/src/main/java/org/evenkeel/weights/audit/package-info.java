// SPDX-License-Identifier: Apache-2.0
/**
 * Audits of checkpoints: each tensor held against the rule it should have been drawn by, with the
 * cause where it was not.
 */
@NullMarked
package org.evenkeel.weights.audit;

import org.jspecify.annotations.NullMarked;
