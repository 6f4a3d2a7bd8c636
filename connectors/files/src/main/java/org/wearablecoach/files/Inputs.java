package org.wearablecoach.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What every reader asks of its input. */
final class Inputs {

    private Inputs() {}

    /** Opens a file and stands on its first line. */
    static Lines table(Path file, char separator, String shape) {
        refuseFolder(file, shape);
        return onFirstLine(file, new Lines(file, separator, shape), shape);
    }

    /** As {@link #table}, of fields that may stand in quotes. */
    static Lines quotedTable(Path file, char separator, String shape) {
        refuseFolder(file, shape);
        return onFirstLine(file, Lines.quoted(file, separator, shape), shape);
    }

    private static void refuseFolder(Path file, String shape) {
        if (Files.isDirectory(file)) {
            throw new RecordingException(file, "is a folder; name the file with lines " + shape);
        }
    }

    private static Lines onFirstLine(Path file, Lines lines, String shape) {
        try {
            if (lines.next()) {
                return lines;
            }
        } catch (RecordingException e) {
            lines.close();
            throw e;
        }
        lines.close();
        throw new RecordingException(file, "is empty; give a file with lines " + shape);
    }

    /**
     * The file itself, or the files of a folder with one of the endings, by name. Files that other
     * programs hide (names with a leading dot) are passed over.
     */
    static List<Path> files(Path input, String... endings) {
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(input)) {
            for (Path entry : entries) {
                String name = name(entry);
                for (String ending : endings) {
                    if (name.endsWith(ending)
                            && !name.startsWith(".")
                            && Files.isRegularFile(entry)) {
                        found.add(entry);
                    }
                }
            }
        } catch (IOException e) {
            throw new RecordingException(input, "cannot be listed; check path and rights", e);
        }
        if (found.isEmpty()) {
            throw new RecordingException(
                    input, "holds no file *" + String.join(" or *", endings) + "; check --input");
        }
        Collections.sort(found);
        return found;
    }

    /** The last part of a path. */
    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    /** Refuses a recording without a record. */
    static void expectRecords(RecordingBuilder builder, Path input) {
        if (builder.size() == 0) {
            throw new RecordingException(
                    input, "holds no record that can be published; check --input and --format");
        }
    }
}
