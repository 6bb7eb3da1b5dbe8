// SPDX-License-Identifier: Apache-2.0
/** What Evenkeel found, to look at: one page, or pictures, from results. */
package org.evenkeel.report;
