// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.evenkeel.djl.Jvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar of this module as {@code -javaagent}, in JVMs that let no agent attach. */
class AgentJarTest {

  /** What a JVM without an agent says, and one with it. */
  public static void main(String[] args) {
    System.out.println(ForwardHook.available() + " " + ProbeAgent.remedy());
  }

  /** The jar as the build makes it: the module's classes with the manifest entries of its POM. */
  private static Path jar(Path folder) throws IOException {
    Path file = folder.resolve("evenkeel-djl-1.2.3.jar");
    Manifest manifest;
    try (InputStream entries = Files.newInputStream(Path.of("src/main/agent/MANIFEST.MF"))) {
      manifest = new Manifest(entries);
    }
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    Path classes = Path.of("target/classes");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest);
        Stream<Path> tree = Files.walk(classes)) {
      for (Path one : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        out.putNextEntry(new ZipEntry(classes.relativize(one).toString().replace('\\', '/')));
        Files.copy(one, out);
      }
    }
    return file;
  }

  @Test
  void theJarIsAnAgent(@TempDir Path folder) throws Exception {
    Jvm.Result result =
        Jvm.run(AgentJarTest.class, "-XX:+DisableAttachMechanism", "-javaagent:" + jar(folder));
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().startsWith("true "), result.out() + result.err());
  }

  @Test
  void withoutItThereIsNoAgent() throws Exception {
    Jvm.Result result = Jvm.run(AgentJarTest.class, "-XX:+DisableAttachMechanism");
    assertEquals(
        "false start it with -javaagent:PATH/evenkeel-djl-VERSION.jar", result.out().strip());
  }

  /** The advice names the jar that is on the class path, whatever its name. */
  @Test
  void theAdviceIsTheOptionToCopy(@TempDir Path folder) throws Exception {
    Path jar = jar(folder);
    String path =
        jar
            + System.getProperty("path.separator")
            + System.getProperty("java.class.path")
                .replace(Path.of("target/classes").toAbsolutePath().toString(), folder.toString());
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+DisableAttachMechanism",
                    "-cp",
                    path,
                    AgentJarTest.class.getName()))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("false start it with -javaagent:" + jar, out.strip());
  }

  /** A JVM that is started with the agent alone says in one line what is missing. */
  @Test
  void withoutByteBuddyTheAgentSaysSo(@TempDir Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-javaagent:" + jar(folder),
                    "-version"))
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertTrue(out.contains("needs Byte Buddy on the class path: there is none; add"), out);
    assertFalse(out.contains("Exception"), out);
  }
}
