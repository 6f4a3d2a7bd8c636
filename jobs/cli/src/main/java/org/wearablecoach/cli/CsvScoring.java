package org.wearablecoach.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.onnx.ElementType;
import org.wearablecoach.onnx.GraphRunner;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.onnx.ModelRejectedException;
import org.wearablecoach.onnx.OnnxGraph;
import org.wearablecoach.onnx.ScorerOptions;
import org.wearablecoach.onnx.ScoringException;
import org.wearablecoach.onnx.SharedGraphs;

/** The rows of one CSV file through one model into another CSV file, in batches. */
final class CsvScoring {

    private static final int BATCH = 128;
    private static final String ERROR = "error";

    private final NamedModel model;
    private final Path from;
    private final Path to;
    private final Console console;

    /** A row that waits for its batch. */
    private static final class Waiting {
        final List<String> fields;
        @Nullable String error;

        Waiting(List<String> fields) {
            this.fields = fields;
        }
    }

    CsvScoring(NamedModel model, Path from, Path to, Console console) {
        this.model = model;
        this.from = from;
        this.to = to;
        this.console = console;
    }

    Summary run() throws IOException {
        // Refuses a model that breaks its manifest; whether batches keep its bits by its own rows.
        NamedModel.@Nullable Proof proof = model.proved();
        List<String> outputs = outputs();
        try (CsvReader in = open();
                GraphRunner runner =
                        SharedGraphs.open(
                                model.onnx(),
                                model.label(),
                                outputs,
                                proof == null || proof.batchInvariant() ? BATCH : 1,
                                ScorerOptions.defaults())) {
            List<String> header = in.next();
            if (header == null) {
                throw new InputException(
                        "--input " + from + " is empty: write a header and rows into it.");
            }
            int[][] columns = columns(header, runner.inputs());
            List<String> added = added(header, runner.outputs());
            try (BufferedWriter out = writer()) {
                writeRow(out, header, added);
                return score(in, runner, header, columns, added.size() - 1, out);
            }
        } catch (ModelRejectedException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Outputs that are numbers; what others there are is told. */
    private List<String> outputs() {
        List<String> names = new ArrayList<>();
        try (OnnxGraph graph =
                OnnxGraph.load(model.onnx(), model.label(), ScorerOptions.defaults())) {
            for (GraphTensor input : graph.inputs()) {
                String refusal = input.refusal(true);
                if (refusal != null) {
                    throw new InputException(
                            String.format(
                                    "%s: input '%s' is %s: %s.",
                                    model.label(), input.name(), input.describe(), refusal));
                }
            }
            for (GraphTensor output : graph.outputs()) {
                String refusal = output.refusal(false);
                if (refusal == null) {
                    refusal = unmeasured(graph, output);
                }
                if (refusal == null) {
                    names.add(output.name());
                } else {
                    console.progress(
                            String.format(
                                    "output '%s' is %s and left out: %s",
                                    output.name(), output.describe(), refusal));
                }
            }
        } catch (ModelRejectedException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
        if (names.isEmpty()) {
            throw new InputException(model.label() + " has no output that is numbers.");
        }
        return names;
    }

    /** Why an output of open width cannot be given; null where it can. */
    private static @Nullable String unmeasured(OnnxGraph graph, GraphTensor output) {
        try {
            graph.measured(output);
            return null;
        } catch (ModelRejectedException e) {
            return e.getMessage();
        }
    }

    private CsvReader open() throws IOException {
        if (!Files.isRegularFile(from)) {
            throw new InputException(
                    "--input " + from + ": there is no such file; check the path.");
        }
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            throw new InputException("--output " + to + " is the input itself: name another file.");
        }
        return new CsvReader(from);
    }

    private BufferedWriter writer() {
        try {
            return Files.newBufferedWriter(to, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException(
                    "--output " + to + " cannot be written: name a file in a folder that exists.",
                    e);
        }
    }

    /** Which column of the file each element of each input is in. */
    private int[][] columns(List<String> header, List<GraphTensor> inputs) {
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                throw new InputException(
                        "--input " + from + ": column " + name + " is there twice: leave one out.");
            }
        }
        int[][] columns = new int[inputs.size()][];
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            GraphTensor tensor = inputs.get(i);
            columns[i] = new int[tensor.width()];
            for (int k = 0; k < columns[i].length; k++) {
                String name = tensor.name() + "[" + k + "]";
                int at = header.indexOf(name);
                if (columns[i].length == 1 && header.contains(tensor.name())) {
                    at = header.indexOf(tensor.name());
                }
                columns[i][k] = at;
                if (at < 0) {
                    missing.add(isScalar(tensor) ? tensor.name() : name);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new InputException(
                    String.format(
                            "--input %s has no column %s%s: %s takes %s; found the columns %s.",
                            from,
                            String.join(", ", missing.subList(0, Math.min(5, missing.size()))),
                            missing.size() > 5 ? " and " + (missing.size() - 5) + " more" : "",
                            model.label(),
                            wanted(inputs),
                            String.join(", ", header)));
        }
        return columns;
    }

    private static String wanted(List<GraphTensor> inputs) {
        List<String> all = new ArrayList<>();
        for (GraphTensor tensor : inputs) {
            all.add(
                    isScalar(tensor)
                            ? tensor.name()
                            : tensor.name()
                                    + "[0] to "
                                    + tensor.name()
                                    + "["
                                    + (tensor.width() - 1)
                                    + "]");
        }
        return String.join(", ", all);
    }

    private static boolean isScalar(GraphTensor tensor) {
        return tensor.shape().size() <= 1;
    }

    /** Names of the columns that are added. */
    private List<String> added(List<String> header, List<GraphTensor> outputs) {
        List<String> names = new ArrayList<>();
        for (GraphTensor output : outputs) {
            if (isScalar(output)) {
                names.add(output.name());
            } else {
                for (int k = 0; k < output.width(); k++) {
                    names.add(output.name() + "[" + k + "]");
                }
            }
        }
        names.add(ERROR);
        for (String name : names) {
            if (header.contains(name)) {
                throw new InputException(
                        "--input "
                                + from
                                + " has a column "
                                + name
                                + ", which the output will add: rename it or leave it out.");
            }
        }
        return names;
    }

    private Summary score(
            CsvReader in,
            GraphRunner runner,
            List<String> header,
            int[][] columns,
            int width,
            BufferedWriter out)
            throws IOException {
        long began = System.nanoTime();
        long rows = 0;
        long failed = 0;
        List<Waiting> waiting = new ArrayList<>();
        int good = 0;
        for (List<String> fields = in.next(); fields != null; fields = in.next()) {
            Waiting row = new Waiting(fields);
            row.error =
                    fields.size() == header.size()
                            ? fill(runner, good, header, columns, fields)
                            : "line "
                                    + in.line()
                                    + ": expected "
                                    + header.size()
                                    + " columns, found "
                                    + fields.size();
            waiting.add(row);
            good += row.error == null ? 1 : 0;
            rows++;
            if (good == runner.maxBatch() || waiting.size() == 8 * BATCH) {
                failed += flush(runner, good, header.size(), width, waiting, out);
                good = 0;
            }
        }
        failed += flush(runner, good, header.size(), width, waiting, out);
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model", model.label());
        values.put("rows", rows);
        values.put("scored", rows - failed);
        values.put("failed", failed);
        values.put("batch", runner.maxBatch());
        values.put("output", to.toString());
        values.put("seconds", seconds);
        return new Summary(
                values,
                String.format(
                        Locale.ROOT,
                        "%d rows scored%s in %.2f s: %s",
                        rows - failed,
                        failed == 0 ? "" : ", " + failed + " failed (column error)",
                        seconds,
                        to),
                failed > 0);
    }

    /** Writes a row into the tensors; what is wrong with it, or null. */
    private static @Nullable String fill(
            GraphRunner runner,
            int place,
            List<String> header,
            int[][] columns,
            List<String> fields) {
        for (int i = 0; i < columns.length; i++) {
            ElementType type = Objects.requireNonNull(runner.inputs().get(i).type());
            ByteBuffer memory = runner.input(i);
            int at = place * columns[i].length * type.bytes();
            for (int column : columns[i]) {
                String text = fields.get(column).strip();
                if (!put(memory, at, type, text)) {
                    return header.get(column)
                            + ": expected "
                            + type.text()
                            + ", found "
                            + (text.isEmpty() ? "nothing" : "'" + text + "'");
                }
                at += type.bytes();
            }
        }
        return null;
    }

    private static boolean put(ByteBuffer memory, int at, ElementType type, String text) {
        try {
            switch (type) {
                case FLOAT32 -> memory.putFloat(at, Float.parseFloat(number(text)));
                case FLOAT64 -> memory.putDouble(at, Double.parseDouble(number(text)));
                case INT32 -> memory.putInt(at, Integer.parseInt(text));
                case INT64 -> memory.putLong(at, Long.parseLong(text));
                case BOOL -> {
                    boolean yes = text.equalsIgnoreCase("true") || text.equals("1");
                    if (!yes && !text.equalsIgnoreCase("false") && !text.equals("0")) {
                        return false;
                    }
                    memory.put(at, (byte) (yes ? 1 : 0));
                }
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * As Java reads it. Other languages write nan and inf; and Java reads 1f and 1d as numbers, but
     * a file that has them was not meant so.
     */
    private static String number(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> "NaN";
            case "inf", "+inf", "infinity", "+infinity" -> "Infinity";
            case "-inf", "-infinity" -> "-Infinity";
            default -> {
                if (text.isEmpty() || "fFdD".indexOf(text.charAt(text.length() - 1)) >= 0) {
                    throw new NumberFormatException();
                }
                yield text;
            }
        };
    }

    private long flush(
            GraphRunner runner,
            int good,
            int width,
            int added,
            List<Waiting> waiting,
            BufferedWriter out)
            throws IOException {
        boolean @Nullable [] refused = null;
        if (good > 0) {
            try {
                runner.run(good);
            } catch (ScoringException e) {
                refused = runner.runEach(good);
            }
        }
        long failed = 0;
        int place = 0;
        for (Waiting row : waiting) {
            List<String> cells = new ArrayList<>(row.fields);
            while (cells.size() < width) {
                cells.add("");
            }
            // A row that is too long keeps what has a column.
            List<String> kept = cells.subList(0, width);
            if (row.error == null) {
                if (refused != null && refused[place]) {
                    row.error = "the runtime cannot score the row";
                }
                place++;
            }
            List<String> results = new ArrayList<>();
            if (row.error == null) {
                read(runner, place - 1, results);
                results.add("");
            } else {
                failed++;
                for (int i = 0; i < added; i++) {
                    results.add("");
                }
                results.add(row.error);
            }
            writeRow(out, kept, results);
        }
        waiting.clear();
        return failed;
    }

    private static void read(GraphRunner runner, int place, List<String> into) {
        for (int o = 0; o < runner.outputs().size(); o++) {
            GraphTensor output = runner.outputs().get(o);
            ElementType type = Objects.requireNonNull(output.type());
            ByteBuffer memory = runner.output(o);
            for (int k = 0; k < output.width(); k++) {
                int at = (place * output.width() + k) * type.bytes();
                into.add(
                        switch (type) {
                            case FLOAT32 -> Float.toString(memory.getFloat(at));
                            case FLOAT64 -> Double.toString(memory.getDouble(at));
                            case INT32 -> Integer.toString(memory.getInt(at));
                            case INT64 -> Long.toString(memory.getLong(at));
                            case BOOL -> Boolean.toString(memory.get(at) != 0);
                        });
            }
        }
    }

    private static void writeRow(BufferedWriter out, List<String> first, List<String> then)
            throws IOException {
        String before = "";
        for (List<String> part : List.of(first, then)) {
            for (String field : part) {
                out.write(before);
                out.write(CsvReader.field(field));
                before = ",";
            }
        }
        out.write('\n');
    }
}
