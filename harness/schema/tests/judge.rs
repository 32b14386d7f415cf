//! Objects that fit and objects that do not, with the words that operators read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use conform_manifest::yaml::{Node, Text, parse};
use conform_schema::{Catalog, Judgement};
use rstest::rstest;

fn read(yaml: &str) -> Vec<Node> {
    parse(&Text::new("t.yaml", yaml)).unwrap().into_iter().map(|document| document.root).collect()
}

/// What a catalog says of an object, one line per thing.
fn words(catalog: &Catalog, object: &Node) -> Vec<String> {
    match catalog.judge(object) {
        Judgement::Valid => Vec::new(),
        Judgement::Invalid(violations) => violations
            .into_iter()
            .map(|it| match it.help {
                Some(help) => format!("{}: {} ({help})", it.pointer, it.message),
                None => format!("{}: {}", it.pointer, it.message),
            })
            .collect(),
        Judgement::Unjudged(pointers) => pointers.into_iter().map(|it| format!("unjudged {it}")).collect(),
        Judgement::NoSchema => vec!["no schema".to_owned()],
        Judgement::BrokenSchema(reason) => vec![reason],
    }
}

/// Judges the last document; those before it are definitions.
fn judge(yaml: &str) -> Vec<String> {
    let mut documents = read(yaml);
    let object = documents.pop().unwrap();
    let mut catalog = Catalog::built_in();
    for definition in &documents {
        catalog.add_crd(definition);
    }
    words(&catalog, &object)
}

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: i\n";

#[rstest]
#[case::pod("", &[])]
#[case::null_is_absent("  nodeName: null\n  volumes: ~\n", &[])]
#[case::number_as_quantity("    resources: {limits: {cpu: 2, memory: 1.5Gi}, requests: {cpu: 0.5}}\n", &[])]
#[case::port_by_name_or_number(
    "    readinessProbe: {httpGet: {port: http}}\n    livenessProbe: {tcpSocket: {port: 80}}\n", &[]
)]
#[case::any_status("status: {}\n", &[])]
#[case::unknown_field(
    "    imagePullpolicy: Always\n",
    &["/spec/containers/0/imagePullpolicy: unknown field `imagePullpolicy` (did you mean `imagePullPolicy`?)"]
)]
#[case::unknown_in_metadata_of_template(
    "  volumes: [{name: v, emptydir: {}}]\n",
    &["/spec/volumes/0/emptydir: unknown field `emptydir` (did you mean `emptyDir`?)"]
)]
#[case::string_for_integer(
    "    ports: [{containerPort: \"80\"}]\n",
    &["/spec/containers/0/ports/0/containerPort: expected integer, found string \"80\" (leave out the quotes: 80)"]
)]
#[case::boolean_for_string(
    "    env: [{name: A, value: true}]\n",
    &["/spec/containers/0/env/0/value: expected string, found boolean true (quote it: unquoted y, n, yes, no, on, off, true and false are booleans)"]
)]
#[case::too_large_for_32_bits(
    "  priority: 3000000000\n", &["/spec/priority: integer 3000000000 is greater than the maximum 2147483647"]
)]
#[case::fraction_for_integer("  priority: 1.5\n", &["/spec/priority: expected integer, found number 1.5"])]
#[case::bad_quantity(
    "    resources: {limits: {memory: 1GB}}\n",
    &["/spec/containers/0/resources/limits/memory: string \"1GB\" is not a quantity such as 500m or 1.5Gi"]
)]
#[case::mapping_for_list(
    "  tolerations: {key: a}\n",
    &["/spec/tolerations: expected a list, found a mapping (a list begins each of its items with `- `)"]
)]
#[case::missing(
    "  - image: j\n", &["/spec/containers/1: missing required field `name`"]
)]
#[case::boolean_for_port(
    "    readinessProbe: {httpGet: {port: yes}}\n",
    &["/spec/containers/0/readinessProbe/httpGet/port: expected integer or string, found boolean true (quote it: unquoted y, n, yes, no, on, off, true and false are booleans)"]
)]
#[case::infinity("  priority: .inf\n", &["/spec/priority: expected integer, found number inf"])]
fn pods(#[case] rest: &str, #[case] expected: &[&str]) {
    assert_eq!(judge(&format!("{POD}{rest}")), expected);
}

#[rstest]
#[case("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replica: 1\n  selector: {}\n  template: {}\n",
    &["/spec/replica: unknown field `replica` (did you mean `replicas`?)"])]
#[case("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {selectr: {}, template: {}}\n",
    &["/spec: missing required field `selector` (is `selectr` meant to be `selector`?)",
      "/spec/selectr: unknown field `selectr` (did you mean `selector`?)"])]
#[case("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {a: 1}}\ndata: {a: 'x', b: null}\n",
    &["/metadata/labels/a: expected string, found integer 1 (quote it if text is meant)"])]
#[case("apiVersion: v1\nkind: Secret\nmetadata: {name: c}\ndata: {a: not base64}\n",
    &["/data/a: string \"not base64\" is not base64"])]
#[case("apiVersion: v1\nkind: Secret\nmetadata: {name: c, creationTimestamp: null}\ndata: {a: YQ==}\n", &[])]
#[case("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, creationTimestamp: today}\n",
    &["/metadata/creationTimestamp: string \"today\" is not a time such as 2026-01-31T12:00:00Z"])]
#[case("apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: c}\n", &["no schema"])]
#[case("apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: c}\nspec: {minAvailable: 50%}\nstatus: {}\n", &[])]
#[case("apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: c}\nrevision: 1\ndata: {a: {b: 1}}\n", &[])]
#[case("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a: {b: c}\n  d: [e]\n",
    &["/data/a: expected string, found a mapping", "/data/d: expected string, found a list"])]
#[case("apiVersion: v1\nkind: ConfigMap\nmetadata: null\n",
    &["/metadata: required field `metadata` is null, which is the same as missing"])]
fn built_in_kinds(#[case] yaml: &str, #[case] expected: &[&str]) {
    assert_eq!(judge(yaml), expected);
}

const HEAD: &str = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n";

/// A definition of `Thing` whose `spec` has the given schema, and a thing with the given spec.
fn thing(annotations: &str, schema: &str, spec: &str) -> Vec<String> {
    judge(&format!(
        "{HEAD}metadata: {{name: things.x.io, annotations: {annotations}}}\n\
         spec:\n  group: x.io\n  scope: Namespaced\n  names: {{kind: Thing, plural: things}}\n  versions:\n  \
         - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        \
         type: object\n        properties:\n          spec: {schema}\n---\n\
         apiVersion: x.io/v1\nkind: Thing\nmetadata: {{name: t}}\nspec: {spec}\n"
    ))
}

#[rstest]
#[case::fits("{type: object, properties: {a: {type: string}}}", "{a: b}", &[])]
#[case::unknown("{type: object, properties: {size: {type: string}}}", "{sise: b}",
    &["/spec/sise: unknown field `sise` (did you mean `size`?)"])]
#[case::object_without_fields("{type: object}", "{a: 1}", &["/spec/a: unknown field `a` (no field is known here)"])]
#[case::preserved("{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: integer}}}",
    "{b: {c: 1}, a: x}", &["/spec/a: expected integer, found string \"x\""])]
#[case::map("{type: object, additionalProperties: {type: integer}}", "{a: 1, b: x}",
    &["/spec/b: expected integer, found string \"x\""])]
#[case::anything("{x-kubernetes-preserve-unknown-fields: true}", "[1, {a: b}]", &[])]
#[case::int_or_string(
    "{type: object, properties: {p: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}}",
    "{p: [1]}", &["/spec/p: expected integer or string, found a list"])]
#[case::null_is_absent("{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}",
    "{a: x, b: null}", &[])]
#[case::null_is_missing("{type: object, required: [a], properties: {a: {type: string}}}", "{a: null}",
    &["/spec/a: required field `a` is null, which is the same as missing"])]
#[case::nullable("{type: object, required: [a], properties: {a: {type: string, nullable: true}}}", "{a: null}", &[])]
#[case::nullable_missing("{type: object, required: [a], properties: {a: {type: string, nullable: true}}}", "{}",
    &["/spec: missing required field `a`"])]
#[case::nullable_enum("{type: array, items: {type: string, nullable: true, enum: [a]}}", "[a, null]", &[])]
#[case::null_in_list("{type: array, items: {type: string}}", "[a, null]", &["/spec/1: expected string, found null"])]
#[case::defaulted("{type: object, required: [a], properties: {a: {type: string, default: x}}}", "{}", &[])]
#[case::exclusive("{type: integer, minimum: 1, exclusiveMinimum: true}", "1",
    &["/spec: integer 1 must be greater than 1"])]
#[case::pattern("{type: string, pattern: '^a+$'}", "b", &["/spec: string \"b\" does not match the pattern ^a+$"])]
#[case::pattern_of_go("{type: string, pattern: '(?i)^A+\\z'}", "aa", &[])]
#[case::enumeration("{type: string, enum: [Always, Never]}", "Alway",
    &["/spec: string \"Alway\" is none of `Always`, `Never` (did you mean `Always`?)"])]
#[case::list_set("{type: array, x-kubernetes-list-type: set, items: {type: string}}", "[a, b, a]",
    &["/spec/2: the item repeats item 0; the list takes each value once"])]
#[case::list_map(
    "{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, required: [id], properties: {id: {type: string}, v: {type: string}}}}",
    "[{id: a, v: x}, {id: b}, {id: a, v: z}]",
    &["/spec/2: the item has the same `id` as item 0; they must differ"])]
#[case::embedded("{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}",
    "{apiVersion: v1, kind: Pod, metadata: {nam: x}, more: 1}",
    &["/spec/metadata/nam: unknown field `nam` (did you mean `name`?)"])]
#[case::embedded_without_kind(
    "{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}",
    "{apiVersion: v1, metadata: {}}", &["/spec: missing required field `kind`"])]
#[case::one_of_required(
    "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
    "{}", &["/spec: one of `a`, `b` must be set"])]
#[case::one_of_both(
    "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}",
    "{a: x, b: z}", &["/spec: only one of `a`, `b` may be set"])]
#[case::not_required(
    "{type: object, properties: {a: {type: string}}, not: {required: [a]}}", "{a: x}",
    &["/spec: `a` must not be set here"])]
#[case::go_duration("{type: string, format: duration}", "1d", &["/spec: string \"1d\" is not a duration such as 1h30m"])]
#[case::any_of_values("{type: integer, anyOf: [{maximum: 1}, {minimum: 5}]}", "3",
    &["/spec: integer 3 fits none of the 2 forms allowed here (integer 3 is greater than the maximum 1; or: integer 3 is less than the minimum 5)"])]
fn custom_kinds(#[case] schema: &str, #[case] spec: &str, #[case] expected: &[&str]) {
    assert_eq!(thing("{}", schema, spec), expected);
}

#[rstest]
#[case::unknown_is_unjudged("{type: object, properties: {a: {type: string}}}", "{b: 1, c: 2}",
    &["unjudged /spec/b", "unjudged /spec/c"])]
#[case::beside_known_fields(
    "{type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}", "{b: 1}",
    &["unjudged /spec/b"])]
#[case::wrong_outweighs_unjudged("{type: object, properties: {a: {type: string}}}", "{a: 1, c: 2}",
    &["/spec/a: expected string, found integer 1 (quote it if text is meant)"])]
#[case::known("{type: object, properties: {a: {type: string}}}", "{a: x}", &[])]
fn stand_ins(#[case] schema: &str, #[case] spec: &str, #[case] expected: &[&str]) {
    assert_eq!(thing("{conform/stand-in: \"true\"}", schema, spec), expected);
}

#[test]
fn a_stand_in_knows_metadata_whole() {
    let found = judge(&format!(
        "{HEAD}metadata: {{name: things.x.io, annotations: {{conform/stand-in: \"true\"}}}}\n\
         spec:\n  group: x.io\n  names: {{kind: Thing, plural: things}}\n  versions:\n  - name: v1\n    schema:\n      \
         openAPIV3Schema: {{type: object}}\n---\n\
         apiVersion: x.io/v1\nkind: Thing\nmetadata: {{name: t, lables: {{}}}}\n"
    ));
    assert_eq!(found, ["/metadata/lables: unknown field `lables` (did you mean `labels`?)"]);
}

/// A definition alone, with the given schema.
fn definition(schema: &str) -> Vec<String> {
    judge(&format!(
        "{HEAD}metadata: {{name: things.x.io}}\nspec:\n  group: x.io\n  scope: Namespaced\n  \
         names: {{kind: Thing, plural: things}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    \
         schema:\n      openAPIV3Schema: {schema}\n"
    ))
    .into_iter()
    .map(|line| line.replace("/spec/versions/0/schema/openAPIV3Schema", "…"))
    .collect()
}

#[rstest]
#[case("{type: object, properties: {a: {type: string}}}", &[])]
#[case("{type: object, properties: {a: {type: strin}}}", &["…/properties/a/type: `strin` is no type (did you mean `string`?)"])]
#[case("{type: object, properties: {a: {}}}", &["…/properties/a: the schema has no `type`"])]
#[case("{type: object, properties: {a: {type: array}}}", &["…/properties/a: an array needs `items`"])]
#[case("{type: object, properties: {a: {type: string, pattern: '('}}}",
    &["…/properties/a/pattern: the pattern is no regular expression: unclosed group"])]
#[case("{type: object, properties: {a: {$ref: 'https://example.invalid/a.json'}}}",
    &["…/properties/a: the schema has no `type`", "…/properties/a/$ref: `$ref` is not allowed in a definition's schema"])]
#[case("{type: object, properties: {a: {type: string, maxLenght: 3}}}",
    &["…/properties/a/maxLenght: unknown field `maxLenght` (did you mean `maxLength`?)"])]
#[case("{type: object, properties: {a: {type: string, maxLength: x}}}",
    &["…/properties/a/maxLength: expected integer, found string \"x\""])]
#[case("[]", &["…: expected a mapping, found a list (one mapping is wanted: leave out the `- `)"])]
#[case("{type: object, properties: {a: {type: object, additionalProperties: {type: strng}}}}",
    &["…/properties/a/additionalProperties/type: `strng` is no type (did you mean `string`?)"])]
#[case("{type: object, properties: {a: {type: integer, default: 1, enum: [1, 2]}}}", &[])]
fn definitions(#[case] schema: &str, #[case] expected: &[&str]) {
    assert_eq!(definition(schema), expected);
}

#[test]
fn an_object_of_a_broken_definition_names_the_definition() {
    let found = thing("{}", "{type: string, pattern: '('}", "a");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with(
            "the schema of x.io/v1 Thing (/spec/versions/0/schema/openAPIV3Schema in things.x.io) is broken: "
        ),
        "{found:?}"
    );
}

#[test]
fn a_remote_reference_is_an_error_and_never_fetched() {
    let mut catalog = Catalog::empty();
    let class = conform_model::ClassKey::new("v1", "Pod");
    catalog.add_schema(
        class,
        serde_json::json!({"properties": {"spec": {"$ref": "https://example.invalid/spec.json"}}}),
    );
    let found = words(&catalog, &read(POD)[0]);
    assert!(found[0].contains("never fetched") && found[0].contains("example.invalid"), "{found:?}");
}

#[test]
fn schema_files_of_another_version_are_adopted() {
    let mut catalog = Catalog::empty();
    let pod = read("apiVersion: v1\nkind: Pod\nspec: {a: 1, b: null}\n");
    assert_eq!(words(&catalog, &pod[0]), ["no schema"]);
    let class = conform_model::ClassKey::new("v1", "Pod");
    catalog.add_schema(
        class,
        serde_json::json!({
            "$schema": "http://json-schema.org/schema#",
            "type": "object",
            "properties": {
                "apiVersion": {"type": ["string", "null"]}, "kind": {"type": ["string", "null"]},
                "spec": {"type": ["object", "null"], "properties": {
                    "a": {"oneOf": [{"type": ["string", "null"]}, {"type": ["integer", "null"]}]},
                    "c": {"type": "string"},
                }},
            },
        }),
    );
    assert_eq!(words(&catalog, &pod[0]), [""; 0]);
    let pod = read("apiVersion: v1\nkind: Pod\nspec: {a: [1], d: 1}\n");
    assert_eq!(
        words(&catalog, &pod[0]),
        [
            "/spec/a: expected string or integer, found a list",
            "/spec/d: unknown field `d` (known here: `a`, `c`)",
        ]
    );
}

#[test]
fn a_lenient_catalog_takes_unknown_fields_and_no_wrong_type() {
    let mut catalog = Catalog::built_in().lenient();
    for definition in read(&format!(
        "{HEAD}metadata: {{name: t}}\nspec:\n  group: x.io\n  names: {{kind: Thing}}\n  versions:\n  - name: v1\n    \
         schema: {{openAPIV3Schema: {{type: object, properties: {{spec: {{type: integer}}}}}}}}\n"
    )) {
        catalog.add_crd(&definition);
    }
    let objects = read(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, x: y}\ndate: {a: b}\n---\n\
         apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: t, x: y}\nspec: a\nmore: 1\n",
    );
    assert_eq!(words(&catalog, &objects[0]), [""; 0]);
    assert_eq!(words(&catalog, &objects[1]), ["/spec: expected integer, found string \"a\""]);
}

#[test]
fn every_built_in_kind_compiles_and_refuses_an_unknown_field() {
    let catalog = Catalog::built_in();
    let list = include_str!("resources-1.35.txt");
    let mut judged = 0;
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (api_version, kind) = line.split_once(' ').unwrap();
        if !catalog.knows(&conform_model::ClassKey::new(api_version, kind)) {
            continue;
        }
        let object = read(&format!("apiVersion: {api_version}\nkind: {kind}\nzzzzzzzz: 1\n"));
        let found = words(&catalog, &object[0]);
        assert!(found.iter().any(|line| line.contains("unknown field `zzzzzzzz`")), "{line}: {found:?}");
        judged += 1;
    }
    assert_eq!(judged, 93);
}

#[test]
fn a_catalog_serves_several_threads() {
    let catalog = Catalog::built_in();
    let pod = read(POD);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(catalog.judge(&pod[0]), Judgement::Valid));
        }
    });
}

#[test]
fn a_deep_document_is_judged() {
    let deep = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    let found = thing("{}", "{x-kubernetes-preserve-unknown-fields: true}", &deep);
    assert_eq!(found, [""; 0]);
    let mut schema = "{type: string}".to_owned();
    for _ in 0..60 {
        schema = format!("{{type: object, properties: {{a: {schema}}}}}");
    }
    assert_eq!(definition(&schema), [""; 0]);
}

#[test]
fn a_kind_that_may_be_meant_is_named() {
    let catalog = Catalog::built_in();
    let suggest = |version: &str, kind: &str| catalog.suggest(&conform_model::ClassKey::new(version, kind));
    assert_eq!(suggest("extensions/v1beta1", "Ingress").as_deref(), Some("networking.k8s.io/v1 Ingress"));
    assert_eq!(suggest("apps/v1", "Deploymnet").as_deref(), Some("apps/v1 Deployment"));
    assert_eq!(suggest("a/v1", "Unheard"), None);
}
