// SPDX-License-Identifier: Apache-2.0
/** What is minimized: a number for each setting and seed. */
package org.evenkeel.study.objective;
