// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

/**
 * The sums of a run of a tensor's values.
 *
 * @param broken the number of values that are NaN or infinite; the others count below
 * @param low the least value; infinite if there is none
 * @param atLow the number of values that equal it; 0 if a run before has a lesser one
 * @param firstAlive whether the first row, or the part of it in this run, has a value that is not 0
 * @param firstEnds whether the first row ends in this run
 * @param dead the number of rows behind the first that end in this run and whose values are all 0
 * @param lastAlive whether a row that begins in this run and does not end has a value that is not 0
 * @param fingerprint a hash of the values
 */
record TileSums(
    long broken,
    double sum,
    double squares,
    double low,
    double high,
    long atLow,
    long atHigh,
    boolean firstAlive,
    boolean firstEnds,
    long dead,
    boolean lastAlive,
    long fingerprint) {}
