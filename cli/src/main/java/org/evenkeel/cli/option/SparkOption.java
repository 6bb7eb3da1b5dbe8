// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.option;

import java.util.Optional;
import java.util.regex.Pattern;
import org.evenkeel.spark.Cluster;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a Spark cluster. Spark itself is not shipped, but that of the cluster. */
public final class SparkOption {

  /** A class of Spark that every part of it needs. */
  private static final String SPARK = "org.apache.spark.SparkContext";

  /** The forms of a master that Spark 4 documents, and its cluster on one machine. */
  private static final Pattern MASTERS =
      Pattern.compile(
          "local(\\[([0-9]+|\\*)(,[0-9]+)?])?|local-cluster\\[[0-9]+,[0-9]+,[0-9]+]|yarn"
              + "|(spark|k8s)://[!-~]+");

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Runs on the Spark cluster of this master, such as spark://host:7077, yarn or"
              + " local-cluster[2,1,2048]; Spark 4 is that of SPARK_HOME. Default: this machine.")
  private @Nullable String master;

  /**
   * The master; empty for this machine.
   *
   * @throws IllegalArgumentException if it has none of the forms that Spark knows
   */
  public Optional<String> master() {
    if (master != null && !MASTERS.matcher(master).matches()) {
      throw new IllegalArgumentException(
          "--spark must be a Spark master: '%s'; give one such as spark://host:7077, yarn or local-cluster[2,1,2048]"
              .formatted(master));
    }
    return Optional.ofNullable(master);
  }

  /**
   * Connects to the cluster; null for this machine.
   *
   * @param name the name of the application
   * @throws IllegalArgumentException if Spark is not on the class path, or the master does not
   *     answer
   */
  public @Nullable Cluster connect(String name) {
    if (master == null) {
      return null;
    }
    try {
      Class.forName(SPARK, false, SparkOption.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      String home = System.getenv("SPARK_HOME");
      throw new IllegalArgumentException(
          "--spark needs a Spark 4 distribution, but %s; set SPARK_HOME to the folder of one, or start by its spark-submit"
              .formatted(
                  home == null
                      ? "SPARK_HOME is not set"
                      : "its classes are not in %s/jars".formatted(home)),
          e);
    }
    return Cluster.connect(master, name);
  }
}
