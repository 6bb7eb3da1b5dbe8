// SPDX-License-Identifier: Apache-2.0
/** The report: any mix of results becomes one page. */
package org.evenkeel.report;
