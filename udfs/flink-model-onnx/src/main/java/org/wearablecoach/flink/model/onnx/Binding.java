package org.wearablecoach.flink.model.onnx;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.jspecify.annotations.Nullable;
import org.wearablecoach.flink.model.onnx.OnnxModelOptions.OnError;
import org.wearablecoach.onnx.ElementType;
import org.wearablecoach.onnx.GraphTensor;
import org.wearablecoach.onnx.OnnxGraph;

/**
 * Which column is which part of which tensor, proved at planning: every element of every input has
 * exactly one column, every column has a place, and no conversion loses anything.
 *
 * @param inputs of the model's input columns
 * @param outputs of the model's output columns
 * @param requested names of the output tensors that are asked for, in the order of {@link
 *     Slot#tensor()} of outputs
 */
record Binding(Slot[] inputs, Slot[] outputs, List<String> requested) implements Serializable {

    /**
     * Binds the columns of a model to the tensors of its graph.
     *
     * @throws ValidationException naming every column and tensor that does not fit, what was
     *     expected, what was found, and the cure
     */
    static Binding of(
            OnnxGraph graph,
            ResolvedSchema inputSchema,
            ResolvedSchema outputSchema,
            @Nullable String inputMapping,
            @Nullable String outputMapping,
            OnError onError) {
        List<String> problems = new ArrayList<>();
        Side in = new Side("input", graph.inputs(), inputSchema, inputMapping, problems);
        List<Slot> inputs = in.bind();
        in.checkCovered();
        List<GraphTensor> known = new ArrayList<>();
        Side names = new Side("output", graph.outputs(), outputSchema, outputMapping, problems);
        if (problems.isEmpty()) {
            // Only those that are asked for: others may be text, or of no fixed width.
            Set<String> wanted = names.wanted();
            for (GraphTensor tensor : graph.outputs()) {
                known.add(
                        wanted.contains(tensor.name()) && tensor.type() != null
                                ? graph.measured(tensor)
                                : tensor);
            }
        } else {
            known.addAll(graph.outputs());
        }
        List<Slot> all = new Side("output", known, outputSchema, outputMapping, problems).bind();
        checkNulls(inputSchema, outputSchema, onError, problems);
        if (!problems.isEmpty()) {
            throw new ValidationException(String.join("\n", problems));
        }
        List<String> requested = new ArrayList<>();
        List<Slot> outputs = new ArrayList<>();
        for (Slot slot : all) {
            String name = known.get(slot.tensor()).name();
            if (!requested.contains(name)) {
                requested.add(name);
            }
            outputs.add(
                    new Slot(
                            slot.column(),
                            slot.index(),
                            requested.indexOf(name),
                            slot.type(),
                            slot.sqlType(),
                            slot.array(),
                            slot.at(),
                            slot.width(),
                            slot.rowWidth()));
        }
        return new Binding(inputs.toArray(new Slot[0]), outputs.toArray(new Slot[0]), requested);
    }

    /** An output that must not be NULL needs inputs that never are, and no swallowed failures. */
    private static void checkNulls(
            ResolvedSchema inputs, ResolvedSchema outputs, OnError onError, List<String> problems) {
        boolean mayBeNull =
                onError == OnError.NULL
                        || inputs.getColumns().stream()
                                .anyMatch(c -> c.getDataType().getLogicalType().isNullable());
        for (Column column : outputs.getColumns()) {
            LogicalType type = column.getDataType().getLogicalType();
            if (mayBeNull && !type.isNullable()) {
                problems.add(
                        String.format(
                                "output column `%s`: expected a type that may be NULL, found %s; a"
                                        + " row with a NULL input gives NULL outputs, so leave NOT NULL"
                                        + " out, or declare every input NOT NULL and 'on-error' ="
                                        + " 'fail'",
                                column.getName(), type.asSummaryString()));
            }
        }
    }

    /** The columns and tensors of one side of the model. */
    private static final class Side {

        private final String kind;
        private final List<GraphTensor> tensors;
        private final List<Column> columns;
        private final Map<String, String> mapping = new LinkedHashMap<>();
        private final List<String> problems;
        private final Map<GraphTensor, @Nullable String[]> covered = new LinkedHashMap<>();

        Side(
                String kind,
                List<GraphTensor> tensors,
                ResolvedSchema schema,
                @Nullable String mapping,
                List<String> problems) {
            this.kind = kind;
            this.tensors = tensors;
            this.columns = schema.getColumns();
            this.problems = problems;
            parse(mapping);
        }

        /** Names of the tensors that some column asks for. */
        Set<String> wanted() {
            Set<String> names = new LinkedHashSet<>();
            for (Column column : columns) {
                Place place = place(column);
                if (place != null) {
                    names.add(place.tensor.name());
                }
            }
            return names;
        }

        List<Slot> bind() {
            List<Slot> slots = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                Place place = place(column);
                if (place == null) {
                    add(
                            String.format(
                                    "%s column `%s`: expected the name of an %s of the graph (%s),"
                                            + " found none of it; rename the column, or set '%s' ="
                                            + " '%s=%s'",
                                    kind,
                                    column.getName(),
                                    kind,
                                    names(),
                                    option(),
                                    column.getName(),
                                    tensors.isEmpty() ? "tensor" : tensors.get(0).name()));
                    continue;
                }
                Slot slot = slot(i, column, place);
                if (slot != null) {
                    slots.add(slot);
                    cover(column, place.tensor, slot);
                }
            }
            return slots;
        }

        /** Every element of every input must come from a column. */
        void checkCovered() {
            for (GraphTensor tensor : tensors) {
                if (tensor.refusal(true) != null) {
                    if (columns.stream().noneMatch(c -> isOf(c, tensor))) {
                        add(refused(tensor, "none"));
                    }
                    continue;
                }
                @Nullable String[] by = covered.get(tensor);
                if (by == null) {
                    if (columns.stream().noneMatch(c -> isOf(c, tensor))) {
                        add(
                                String.format(
                                        "input tensor '%s': expected a column for %s, found none"
                                                + " among %s; add %s to INPUT (...), or set '%s'",
                                        tensor.name(),
                                        tensor.describe(),
                                        columnNames(),
                                        CreateModelStatement.column(tensor),
                                        option()));
                    }
                    continue;
                }
                List<String> missing = new ArrayList<>();
                for (int i = 0; i < by.length && missing.size() < 5; i++) {
                    if (by[i] == null) {
                        missing.add(tensor.name() + "[" + i + "]");
                    }
                }
                if (!missing.isEmpty()) {
                    add(
                            String.format(
                                    "input tensor '%s': expected columns for all %d elements of %s,"
                                            + " found none for %s; add them by '%s'",
                                    tensor.name(),
                                    by.length,
                                    tensor.describe(),
                                    String.join(", ", missing),
                                    option()));
                }
            }
        }

        private boolean isOf(Column column, GraphTensor tensor) {
            Place place = place(column);
            return place != null && place.tensor.name().equals(tensor.name());
        }

        private @Nullable Slot slot(int index, Column column, Place place) {
            GraphTensor tensor = place.tensor;
            LogicalType type = column.getDataType().getLogicalType();
            String found = type.asSummaryString();
            ElementType element = tensor.type();
            if (element == null || tensor.refusal(kind.equals("input")) != null) {
                add(
                        String.format(
                                "%s column `%s`, %s",
                                kind, column.getName(), refused(tensor, found)));
                return null;
            }
            int rowWidth = tensor.width();
            int width = place.element < 0 ? rowWidth : 1;
            boolean array = type instanceof ArrayType;
            LogicalTypeRoot root =
                    type instanceof ArrayType of
                            ? of.getElementType().getTypeRoot()
                            : type.getTypeRoot();
            Set<LogicalTypeRoot> fitting =
                    kind.equals("input")
                            ? Conversion.accepted(element)
                            : Conversion.offered(element);
            boolean scalarNeeded = place.element >= 0;
            if (!fitting.contains(root) || (scalarNeeded && array) || (!array && width != 1)) {
                String exact = CreateModelStatement.sql(element);
                String expected =
                        width == 1
                                ? exact
                                : "ARRAY<" + exact + "> (" + width + " elements, row-major)";
                add(
                        String.format(
                                "%s column `%s`, tensor '%s': expected %s for %s, found %s; %s",
                                kind,
                                column.getName(),
                                tensor.name() + place.suffix(),
                                expected,
                                tensor.describe(),
                                found,
                                cure(column, root, exact, width)));
                return null;
            }
            int at = Math.max(place.element, 0);
            if (at >= rowWidth) {
                add(
                        String.format(
                                "%s column `%s`, tensor '%s': expected an element from 0 to %d of"
                                        + " %s, found [%d]; correct '%s'",
                                kind,
                                column.getName(),
                                tensor.name(),
                                rowWidth - 1,
                                tensor.describe(),
                                at,
                                option()));
                return null;
            }
            return new Slot(
                    column.getName(),
                    index,
                    tensors.indexOf(tensor),
                    element,
                    root,
                    array,
                    at,
                    width,
                    rowWidth);
        }

        private String cure(Column column, LogicalTypeRoot root, String exact, int width) {
            String side = kind.equals("input") ? "INPUT" : "OUTPUT";
            if (width != 1) {
                return String.format(
                        "declare it as ARRAY<%s> in %s (...)%s",
                        exact,
                        side,
                        kind.equals("input")
                                ? ", or give each element a column by 'input-mapping'"
                                : ", or take single elements by 'output-mapping'");
            }
            return root == LogicalTypeRoot.ARRAY
                    ? "use a flat array, row-major"
                    : String.format(
                            "declare it as %s in %s (...)%s",
                            exact,
                            side,
                            kind.equals("input")
                                    ? ", and CAST("
                                            + column.getName()
                                            + " AS "
                                            + exact
                                            + ") in the query"
                                    : "");
        }

        private static String refused(GraphTensor tensor, String found) {
            return String.format(
                    "tensor '%s' is %s, found %s: %s",
                    tensor.name(), tensor.describe(), found, tensor.refusal(true));
        }

        private void cover(Column column, GraphTensor tensor, Slot slot) {
            @Nullable String[] by =
                    covered.computeIfAbsent(tensor, t -> new @Nullable String[slot.rowWidth()]);
            if (kind.equals("output")) {
                return;
            }
            for (int i = slot.at(); i < slot.at() + slot.width(); i++) {
                if (by[i] != null) {
                    add(
                            String.format(
                                    "input column `%s`, tensor '%s': expected one column for each"
                                            + " element, found that `%s` fills element %d already;"
                                            + " leave one out",
                                    column.getName(), tensor.name(), by[i], i));
                    return;
                }
            }
            Arrays.fill(by, slot.at(), slot.at() + slot.width(), column.getName());
        }

        /** Both sides look twice at the outputs; each problem is said once. */
        private void add(String problem) {
            if (!problems.contains(problem)) {
                problems.add(problem);
            }
        }

        /** A tensor, or one element of it. */
        private record Place(GraphTensor tensor, int element) {
            String suffix() {
                return element < 0 ? "" : "[" + element + "]";
            }
        }

        private @Nullable Place place(Column column) {
            return place(mapping.getOrDefault(column.getName(), column.getName()));
        }

        private @Nullable Place place(String target) {
            for (GraphTensor tensor : tensors) {
                if (tensor.name().equals(target)) {
                    return new Place(tensor, -1);
                }
            }
            for (GraphTensor tensor : tensors) {
                if (target.startsWith(tensor.name() + "[") && target.endsWith("]")) {
                    String digits =
                            target.substring(tensor.name().length() + 1, target.length() - 1);
                    if (digits.matches("[0-9]{1,9}")) {
                        return new Place(tensor, Integer.parseInt(digits));
                    }
                }
            }
            return null;
        }

        private void parse(@Nullable String text) {
            if (text == null) {
                return;
            }
            for (String entry : text.split(",", -1)) {
                int equals = entry.indexOf('=');
                String column = equals < 0 ? "" : entry.substring(0, equals).strip();
                String target = entry.substring(equals + 1).strip();
                if (column.isEmpty() || target.isEmpty()) {
                    add(
                            String.format(
                                    "'%s': expected `column=tensor` or `column=tensor[element]`,"
                                            + " found '%s'; separate entries by commas",
                                    option(), entry.strip()));
                } else if (columns.stream().noneMatch(c -> c.getName().equals(column))) {
                    add(
                            String.format(
                                    "'%s': expected an %s column (%s), found '%s'; correct the"
                                            + " name",
                                    option(), kind, columnNames(), column));
                } else if (place(target) == null) {
                    add(
                            String.format(
                                    "'%s', column `%s`: expected an %s tensor of the graph (%s),"
                                            + " found '%s'; correct the name",
                                    option(), column, kind, names(), target));
                } else {
                    mapping.put(column, target);
                }
            }
        }

        private String option() {
            return kind + "-mapping";
        }

        private String names() {
            return tensors.stream()
                    .map(tensor -> tensor.name() + " " + tensor.describe())
                    .collect(Collectors.joining(", "));
        }

        private String columnNames() {
            return columns.stream()
                    .map(column -> "`" + column.getName() + "`")
                    .collect(Collectors.joining(", "));
        }
    }
}
