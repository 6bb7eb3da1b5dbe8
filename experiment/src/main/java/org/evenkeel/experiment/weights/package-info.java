// SPDX-License-Identifier: Apache-2.0
/** Audits of weights files as results, for pages and JSON documents. */
@NullMarked
package org.evenkeel.experiment.weights;

import org.jspecify.annotations.NullMarked;
