// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** A Spark cluster of two executors on this machine, each a process with one core. */
public final class TestCluster implements AutoCloseable {

  static final String MASTER = "local-cluster[2,1,1024]";

  private final SparkSession session;

  private TestCluster(SparkSession session) {
    this.session = session;
  }

  /** Starts a cluster with the plugin for trials. */
  public static TestCluster start() throws IOException {
    makeHome();
    SparkConf conf =
        Cluster.addPlugin(new SparkConf())
            .setMaster(MASTER)
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.executor.memory", "512m");
    Installation.addTo(conf, MASTER);
    return new TestCluster(SparkSession.builder().config(conf).getOrCreate());
  }

  /** The session. */
  public SparkSession session() {
    return session;
  }

  /** Gives Spark the home that a distribution of it would be, of the jars on the class path. */
  static void makeHome() throws IOException {
    Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
    Files.createDirectories(jars);
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      Path link = jars.resolve(jar.getFileName());
      if (entry.endsWith(".jar") && !Files.exists(link)) {
        Files.deleteIfExists(link); // it may lead to a jar that is gone
        Files.createSymbolicLink(link, jar.toAbsolutePath());
      }
    }
  }

  /** The processes of the executors, which this one has started. */
  static List<ProcessHandle> executors() {
    return ProcessHandle.current().children().filter(TestCluster::isJava).toList();
  }

  /** The processes of the workers that an executor has forked. */
  static List<ProcessHandle> workers(ProcessHandle executor) {
    return executor.children().filter(TestCluster::isJava).toList();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
