package org.wearablecoach.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.cli.CsvReader;
import org.wearablecoach.cli.InputException;

/** A csv file with a header, read by the names of its columns. */
final class Columns implements AutoCloseable {

    private final String option;
    private final Path file;
    private final CsvReader reader;
    private final Map<String, Integer> columns = new HashMap<>();
    private List<String> row = List.of();

    Columns(String option, Path file) {
        this.option = option;
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw new InputException(option + " " + file + ": no such file; check the path.");
        }
        try {
            reader = new CsvReader(file);
            List<String> header = reader.next();
            if (header == null) {
                throw new InputException(option + " " + file + " is empty: name a csv file.");
            }
            for (int i = 0; i < header.size(); i++) {
                columns.put(header.get(i).strip(), i);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputException unreadable(IOException e) {
        return new InputException(
                option + " " + file + " cannot be read: name a csv file in UTF-8.", e);
    }

    /** Goes to the next row; false at the end. */
    boolean next() {
        try {
            @Nullable List<String> read = reader.next();
            row = read == null ? List.of() : read;
            return read != null;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** Names of the columns. */
    List<String> names() {
        return columns.keySet().stream().sorted().toList();
    }

    String text(String column) {
        Integer at = columns.get(column);
        if (at == null) {
            throw new InputException(
                    option
                            + " "
                            + file
                            + " has no column "
                            + column
                            + ": its columns are "
                            + String.join(", ", names())
                            + ".");
        }
        if (at >= row.size()) {
            throw new InputException(place() + ": the line has no field " + column + ".");
        }
        return row.get(at).strip();
    }

    /** A number; NaN for an empty field. */
    double number(String column) {
        String text = text(column);
        if (text.isEmpty()) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(
                    place() + ": the column " + column + " holds no number there.", e);
        }
    }

    /** A whole number within limits. */
    int whole(String column, int least, int most) {
        double number = number(column);
        if (number != Math.rint(number) || !(number >= least && number <= most)) {
            throw new InputException(
                    place()
                            + ": the column "
                            + column
                            + " must be a whole number from "
                            + least
                            + " to "
                            + most
                            + ".");
        }
        return (int) number;
    }

    /** File and line, for a message. */
    String place() {
        return option + " " + file + ", line " + reader.line();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
