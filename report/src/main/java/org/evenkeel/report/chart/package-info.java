// SPDX-License-Identifier: Apache-2.0
/**
 * Charts as data, each with a sentence on what it shows: drawn by the page, by pictures, and
 * readable as a table.
 */
@NullMarked
package org.evenkeel.report.chart;

import org.jspecify.annotations.NullMarked;
