package org.wearablecoach.job.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML as values that know their line. */
final class YamlReader {

    /** Deeper than any option; ends a document that refers to itself. */
    private static final int DEEPEST = 16;

    private final String source;
    private final boolean lines;
    private final List<String> problems;

    /**
     * Makes a reader.
     *
     * @param source file name, or the option of the command line
     * @param lines whether a place names the line
     * @param problems takes what is wrong
     */
    YamlReader(String source, boolean lines, List<String> problems) {
        this.source = source;
        this.lines = lines;
        this.problems = problems;
    }

    /** The values of a document; an empty one has none. */
    Value read(String yaml) {
        LoadSettings settings = LoadSettings.builder().setLabel(source).build();
        try {
            Optional<Node> node = new Compose(settings).composeString(yaml);
            return node.isPresent() ? value(node.get(), 0) : new Value.Nothing(source);
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(mark -> place(mark.getLine())).orElse(source);
            problems.add(place + ": this is not YAML: " + e.getProblem() + ".");
        } catch (YamlEngineException e) {
            problems.add(source + ": this is not YAML: " + e.getMessage());
        }
        return new Value.Nothing(source);
    }

    private Value value(Node node, int depth) {
        String place = place(node);
        if (depth > DEEPEST) {
            problems.add(place + ": nested too deeply: no option is.");
            return new Value.Nothing(place);
        }
        if (node instanceof MappingNode mapping) {
            return group(mapping, place, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> values = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                values.add(value(element, depth + 1));
            }
            return new Value.Sequence(values, place);
        }
        ScalarNode scalar = (ScalarNode) node;
        return isNothing(scalar)
                ? new Value.Nothing(place)
                : new Value.Text(scalar.getValue(), place);
    }

    private Value group(MappingNode mapping, String place, int depth) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(place(tuple.getKeyNode()) + ": a key is a text: write name: value.");
                continue;
            }
            Value value = value(tuple.getValueNode(), depth + 1);
            if (members.put(key.getValue(), withPlace(value, place(key))) != null) {
                problems.add(
                        place(key) + ": " + key.getValue() + " stands twice: remove one of them.");
            }
        }
        return new Value.Group(members, place);
    }

    /** A member is where its key is: its value may begin lines below. */
    private static Value withPlace(Value value, String place) {
        if (value instanceof Value.Text text) {
            return new Value.Text(text.text(), place);
        }
        if (value instanceof Value.Group group) {
            return new Value.Group(group.members(), place);
        }
        if (value instanceof Value.Sequence sequence) {
            return new Value.Sequence(sequence.values(), place);
        }
        return new Value.Nothing(place);
    }

    private static boolean isNothing(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("null")
                        || scalar.getValue().equals("~"));
    }

    private String place(Node node) {
        return node.getStartMark().map(mark -> place(mark.getLine())).orElse(source);
    }

    private String place(int line) {
        return lines ? source + ", line " + (line + 1) : source;
    }
}
