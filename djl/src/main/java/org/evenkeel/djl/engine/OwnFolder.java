// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.engine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ownership of a folder from which code is loaded: the user's or root's, and nobody else may
 * write to it. File systems without owners in the manner of POSIX are not checked.
 */
final class OwnFolder {

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  /** The owner of what this process creates; null where that is unknown. */
  private static final @Nullable UserPrincipal SELF = self();

  private OwnFolder() {}

  private static @Nullable UserPrincipal self() {
    try {
      Path created = Files.createTempFile("evenkeel", null);
      try {
        return Files.getOwner(created);
      } finally {
        Files.delete(created);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  /**
   * Creates a folder that only the user can read, or checks the existing one; one of the user's is
   * closed to others who could write to it.
   *
   * @return the folder
   * @throws IllegalArgumentException if it is somebody else's
   */
  static Path require(Path folder) throws IOException {
    create(folder);
    if (!Files.isDirectory(folder)) {
      throw refused(folder, "is not a folder");
    }
    PosixFileAttributes link = attributes(folder, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes target = attributes(folder);
    if (link == null || target == null) {
      return folder;
    }
    if (!isTrusted(link.owner()) || !isTrusted(target.owner())) {
      throw refused(folder, "belongs to " + target.owner().getName());
    }
    if (isOpen(target)) {
      Set<PosixFilePermission> closed = EnumSet.copyOf(target.permissions());
      closed.removeAll(OTHERS);
      try {
        Files.setPosixFilePermissions(folder, closed);
      } catch (IOException e) {
        throw refused(folder, "can be written to by others");
      }
      if (isOpen(attributes(folder))) {
        throw refused(folder, "can be written to by others");
      }
    }
    return folder;
  }

  /** Whether a file or folder is the user's or root's, and nobody else may write to it. */
  static boolean isOwn(Path file) {
    try {
      PosixFileAttributes found = attributes(file);
      return found == null || (isTrusted(found.owner()) && !isOpen(found));
    } catch (IOException e) {
      return false;
    }
  }

  private static void create(Path folder) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    Path above = folder.getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    try {
      if (above != null && attributes(above) != null) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException e) {
      // another process was faster, or a link leads nowhere, which is reported
    }
  }

  private static boolean isOpen(PosixFileAttributes found) {
    return found.permissions().stream().anyMatch(OTHERS::contains);
  }

  private static @Nullable PosixFileAttributes attributes(Path file, LinkOption... links)
      throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, links);
    return view == null ? null : view.readAttributes();
  }

  private static boolean isTrusted(UserPrincipal owner) {
    return owner.getName().equals("root") || owner.equals(SELF);
  }

  private static IllegalArgumentException refused(Path folder, String why) {
    return new IllegalArgumentException(
        "native libraries are loaded only from a folder of your own: '%s' %s; set ENGINE_CACHE_DIR to another one"
            .formatted(folder, why));
  }
}
