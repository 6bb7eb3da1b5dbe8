// SPDX-License-Identifier: Apache-2.0
/** What is searched: hyperparameters, the values they may take, and settings of all of them. */
package org.evenkeel.study.space;
