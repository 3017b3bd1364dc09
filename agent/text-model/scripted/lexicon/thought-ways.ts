/**
 * What the designer may think, topic by topic, in the order in which things are decided. A word in braces is filled in;
 * a topic whose words have no value is not thought about. At least four ways each, so that four siblings differ.
 */
export type ThoughtWays = readonly [topic: string, ways: readonly string[]]
