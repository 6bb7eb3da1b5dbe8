// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A page for this machine alone. */
class StudyWatchTest {

  /** The answer to a request as it is sent, whatever its host. */
  private static String ask(StudyWatch watch, String request, String host) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), watch.address().getPort())) {
      String sent = request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void thePageIsMadeAnewForEachRequestOfThisMachine() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (StudyWatch watch = StudyWatch.start(0, () -> "page " + asked.incrementAndGet())) {
      String here = "localhost:" + watch.address().getPort();
      String first = ask(watch, "GET /", here);
      assertTrue(first.startsWith("HTTP/1.1 200 "), first);
      assertTrue(first.endsWith("page 1"), first);
      assertTrue(first.contains("Refresh: 5"), first);
      assertTrue(ask(watch, "GET /", here.replace("localhost", "127.0.0.1")).endsWith("page 2"));
    }
  }

  /** A name from elsewhere that points here, another path, and another method. */
  @Test
  void whatIsElsewhereIsRefused() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (StudyWatch watch = StudyWatch.start(0, () -> "page " + asked.incrementAndGet())) {
      int port = watch.address().getPort();
      for (String host :
          new String[] {
            "evil.example", "evil.example:" + port, "localhost", "localhost.evil.example:" + port
          }) {
        assertTrue(ask(watch, "GET /", host).startsWith("HTTP/1.1 403 "), host);
      }
      String here = "localhost:" + port;
      assertTrue(ask(watch, "GET /study.jsonl", here).startsWith("HTTP/1.1 404 "));
      assertTrue(ask(watch, "POST /", here).startsWith("HTTP/1.1 405 "));
      assertEquals(0, asked.get());
    }
  }

  @Test
  void aStudyThatCannotBeReadYetIsSaidSo() throws IOException {
    try (StudyWatch watch =
        StudyWatch.start(
            0,
            () -> {
              throw new IllegalArgumentException("no trial");
            })) {
      String answer = ask(watch, "GET /", "localhost:" + watch.address().getPort());
      assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
      assertTrue(answer.contains("no trial"), answer);
      int taken = watch.address().getPort();
      assertThrows(IllegalArgumentException.class, () -> StudyWatch.start(taken, () -> ""));
      assertThrows(IllegalArgumentException.class, () -> StudyWatch.start(-1, () -> ""));
    }
  }
}
