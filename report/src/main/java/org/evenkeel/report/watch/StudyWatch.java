// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server of one page, made anew for each request, which a browser asks for again every few
 * seconds.
 *
 * <p>It listens on the loopback address alone, and answers only requests that name this machine as
 * their host: a page from elsewhere whose name was pointed here (DNS rebinding) is refused. There
 * is one path, one method, and nothing to write.
 */
public final class StudyWatch implements AutoCloseable {

  /** The seconds after which a browser asks again. */
  private static final int SECONDS = 5;

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final Supplier<String> page;

  private StudyWatch(HttpServer server, Supplier<String> page) {
    this.server = server;
    this.page = page;
    server.createContext("/", this::answer);
  }

  /**
   * Starts to serve.
   *
   * @param port the port; 0 for any that is free
   * @param page makes the page; what it throws is told instead
   * @throws IllegalArgumentException if the port is taken or not a port
   */
  public static StudyWatch start(int port, Supplier<String> page) {
    try {
      InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      StudyWatch watch = new StudyWatch(HttpServer.create(here, 0), page);
      watch.server.start();
      return watch;
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "a page needs a free port of this machine: %d is not one (%s); give another, or 0 for any"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** The address of the page. */
  public URI address() {
    return URI.create("http://localhost:%d/".formatted(server.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!isHere(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, FORBIDDEN, "text/plain", "This page is for localhost alone.\n");
      } else if (!exchange.getRequestURI().getPath().equals("/")) {
        send(exchange, NOT_FOUND, "text/plain", "There is one page: /\n");
      } else if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        send(exchange, NOT_ALLOWED, "text/plain", "The page can be read alone.\n");
      } else {
        show(exchange);
      }
    }
  }

  private void show(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Refresh", String.valueOf(SECONDS));
    String made;
    try {
      made = page.get();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      send(exchange, UNAVAILABLE, "text/plain", "Nothing to show yet: " + e.getMessage() + "\n");
      return;
    }
    send(exchange, OK, "text/html", made);
  }

  private boolean isHere(@Nullable String host) {
    int port = server.getAddress().getPort();
    return host != null
        && Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port).contains(host);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
