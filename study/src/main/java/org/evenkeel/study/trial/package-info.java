// SPDX-License-Identifier: Apache-2.0
/** What is known of a study: its trials, and where they are kept. */
package org.evenkeel.study.trial;
