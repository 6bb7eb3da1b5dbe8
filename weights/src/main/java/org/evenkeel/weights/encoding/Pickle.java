// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.encoding;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An interpreter of the opcodes that {@code torch.save} writes (Python's pickle, protocol 2, and
 * those of protocol 4 that build the same values). It builds maps, lists, texts and numbers, and
 * hands every name of Python to a {@link World}; it executes nothing.
 *
 * <p>Values are {@link Map}, {@link List} (a tuple too), {@link String}, {@link Long}, {@link
 * Double}, {@link Boolean}, {@link #NONE}, and what the world makes.
 */
public final class Pickle {

  /** Python's None. */
  public static final Object NONE = new Object();

  private static final int MOST_VALUES = 4_000_000;

  /** What names of Python stand for. */
  public interface World {

    /**
     * The value of a name.
     *
     * @throws IllegalArgumentException if the name is not one of those expected
     */
    Object global(String name);

    /** The result of a call. */
    Object call(Object callable, List<?> arguments);

    /** The value that is stored elsewhere. */
    Object persistent(Object id);
  }

  private final ByteBuffer code;
  private final World world;
  private final Map<Integer, Object> memo = new HashMap<>();
  private final Deque<List<Object>> marks = new ArrayDeque<>();
  private List<Object> stack = new ArrayList<>();
  private int values;

  private Pickle(ByteBuffer code, World world) {
    this.code = code.order(ByteOrder.LITTLE_ENDIAN);
    this.world = world;
  }

  /**
   * The value that a pickle describes.
   *
   * @throws IllegalArgumentException if it is malformed, or has opcodes that torch.save does not
   *     write
   */
  public static Object read(ByteBuffer code, World world) {
    try {
      return new Pickle(code, world).run();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
      throw new IllegalArgumentException("its pickle is malformed", e);
    }
  }

  private Object run() {
    while (true) {
      int opcode = Byte.toUnsignedInt(code.get());
      if (opcode == '.') {
        return pop();
      }
      if (!number(opcode) && !container(opcode)) {
        step(opcode);
      }
    }
  }

  /** Numbers, texts and constants. */
  private boolean number(int opcode) {
    switch (opcode) {
      case 'N' -> push(NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'K' -> push((long) Byte.toUnsignedInt(code.get()));
      case 'M' -> push((long) Short.toUnsignedInt(code.getShort()));
      case 'J' -> push((long) code.getInt());
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(code.getLong())));
      case 0x8a -> push(integer(Byte.toUnsignedInt(code.get())));
      case 'X' -> push(text(code.getInt()));
      case 0x8c, 'U' -> push(text(Byte.toUnsignedInt(code.get())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int opcode) {
    switch (opcode) {
      case '(' -> {
        marks.push(stack);
        stack = new ArrayList<>();
        count();
      }
      case ')' -> push(List.of());
      case 't' -> {
        List<Object> tuple = marked();
        push(Collections.unmodifiableList(tuple));
      }
      case 0x85, 0x86, 0x87 -> push(List.copyOf(popped(opcode - 0x84)));
      case '}' -> push(new LinkedHashMap<Object, Object>());
      case ']' -> push(new ArrayList<Object>());
      case 'a' -> {
        Object value = pop();
        list().add(value);
      }
      case 'e' -> {
        List<Object> values = marked();
        list().addAll(values);
      }
      case 's' -> put(popped(2));
      case 'u' -> put(marked());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void step(int opcode) {
    switch (opcode) {
      case 0x80 -> code.get(); // the protocol
      case 0x95 -> code.getLong(); // the length of a frame
      case 'q' -> memo.put(Byte.toUnsignedInt(code.get()), top());
      case 'r' -> memo.put(code.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(known(Byte.toUnsignedInt(code.get())));
      case 'j' -> push(known(code.getInt()));
      case 'c' -> push(world.global(line() + "." + line()));
      case 0x93 -> {
        List<Object> name = popped(2);
        push(world.global((String) name.get(0) + "." + (String) name.get(1)));
      }
      case 'Q' -> push(world.persistent(pop()));
      case 'R' -> {
        List<Object> call = popped(2);
        push(world.call(call.get(0), (List<?>) call.get(1)));
      }
      case 'b' -> {
        // Attributes of a dictionary, as state_dict has them, are of no use here.
        Object state = pop();
        if (!(top() instanceof Map) || !(state instanceof Map || state == NONE)) {
          throw new IllegalArgumentException("it sets the state of an object");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "its pickle has opcode 0x%02x, which torch.save does not write".formatted(opcode));
    }
  }

  private void push(Object value) {
    stack.add(value);
    count();
  }

  private void count() {
    if (++values > MOST_VALUES) {
      throw new IllegalArgumentException("its pickle has more than 4,000,000 values");
    }
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private List<Object> popped(int count) {
    List<Object> last = stack.subList(stack.size() - count, stack.size());
    List<Object> copy = new ArrayList<>(last);
    last.clear();
    return copy;
  }

  private List<Object> marked() {
    List<Object> marked = stack;
    List<Object> below = marks.poll();
    if (below == null) {
      throw new IndexOutOfBoundsException("no mark");
    }
    stack = below;
    return marked;
  }

  @SuppressWarnings("unchecked")
  private List<Object> list() {
    return (List<Object>) (ArrayList<?>) top();
  }

  @SuppressWarnings("unchecked")
  private void put(List<Object> pairs) {
    Map<Object, Object> map = (Map<Object, Object>) (LinkedHashMap<?, ?>) top();
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof String || key instanceof Long || key instanceof Boolean)) {
        throw new IllegalArgumentException("a dictionary has keys that are not texts");
      }
      map.put(key, pairs.get(i + 1));
    }
  }

  private Object known(int place) {
    Object value = memo.get(place);
    if (value == null) {
      throw new IndexOutOfBoundsException("nothing is kept at " + place);
    }
    return value;
  }

  private Long integer(int length) {
    if (length > Long.BYTES) {
      throw new IllegalArgumentException("a number of its pickle is beyond 64 bits");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      long one = i == length - 1 ? code.get() : Byte.toUnsignedLong(code.get());
      value |= one << (8 * i);
    }
    return value;
  }

  private String text(int length) {
    if (length < 0 || length > code.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    code.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (char c = (char) code.get(); c != '\n'; c = (char) code.get()) {
      line.append(c);
    }
    return line.toString();
  }
}
