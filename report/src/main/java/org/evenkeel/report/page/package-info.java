// SPDX-License-Identifier: Apache-2.0
/** The page: one HTML file that holds all it needs. */
package org.evenkeel.report.page;
