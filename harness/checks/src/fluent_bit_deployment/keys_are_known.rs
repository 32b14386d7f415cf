use conform_model::{ClauseId, ContractId, Level};

use crate::{
    Clause, Facts, Needs, Outcome, Plan, Trace,
    kube::fluent_bit::{FILTERS, INPUTS, OUTPUTS, SERVICE, configs},
};

const DOCS: &str = "\
## What must hold

Each key of the service section and of every plugin of the stack is one that Fluent Bit knows there.

## Why it matters

A misspelt key of the service section is ignored without a word; one of a plugin keeps the collector from starting.

## How it is judged

Keys are compared, without case, with those of Fluent Bit 5.1 for the service, the tail input, the filters kubernetes, lua and record_modifier and the output opensearch.

## How to fix

Correct the key; the documentation of the plugin has them all.
";

pub(crate) static CLAUSE: Clause = Clause {
    id: ClauseId::new(ContractId::FluentBitDeployment, "fluent-bit-deployment.keys-are-known"),
    title: "every key of the configuration is one that its plugin knows",
    level: Level::Must,
    traces: &[Trace::new("FR-009", "docs/stack.md#k-17")],
    docs: DOCS,
    plan: Plan::Manifest { needs: Needs::Render, judge },
};

fn judge(cx: &Facts<'_>, out: &mut Outcome) {
    for config in configs(cx, out) {
        for part in [SERVICE, INPUTS, FILTERS, OUTPUTS] {
            for section in config.of(part) {
                let Some(known) = keys(&section.name, section.get("name")) else { continue };
                for (key, _) in section.properties() {
                    out.examine("keys");
                    let own = key.to_ascii_lowercase();
                    let general = section.name != "SERVICE" && COMMON.contains(&own.as_str());
                    let network =
                        section.name == "OUTPUT" && (own.starts_with("net.") || own.starts_with("tls."));
                    if !known.contains(&own.as_str()) && !general && !network {
                        let message = format!("{} has no key `{key}`", part.label(section));
                        out.fail(
                            config.fault(cx, part, message).help("correct the key, or take the line out"),
                        );
                    }
                }
            }
        }
    }
}

/// The keys of a plugin, in small letters; `None` for plugins that the stack does not use.
fn keys(section: &str, plugin: Option<&str>) -> Option<&'static [&'static str]> {
    match (section, plugin.unwrap_or_default().to_ascii_lowercase().as_str()) {
        ("SERVICE", _) => Some(SERVICE_KEYS),
        ("INPUT", "tail") => Some(TAIL_KEYS),
        ("FILTER", "kubernetes") => Some(KUBERNETES_KEYS),
        ("FILTER", "lua") => Some(LUA_KEYS),
        ("FILTER", "record_modifier") => Some(RECORD_MODIFIER_KEYS),
        ("OUTPUT", "opensearch") => Some(OPENSEARCH_KEYS),
        _ => None,
    }
}

/// Keys of every plugin.
const COMMON: &[&str] = &[
    "alias",
    "log_level",
    "log_suppress_interval",
    "match",
    "match_regex",
    "mem_buf_limit",
    "name",
    "processors",
    "retry_limit",
    "storage.pause_on_chunks_overlimit",
    "storage.total_limit_size",
    "storage.type",
    "tag",
    "thread.ring_buffer.capacity",
    "thread.ring_buffer.window",
    "threaded",
    "workers",
];
const SERVICE_KEYS: &[&str] = &[
    "coro_stack_size",
    "daemon",
    "dns.mode",
    "dns.prefer_ipv4",
    "dns.prefer_ipv6",
    "dns.resolver",
    "enable_chunk_trace",
    "flush",
    "grace",
    "hc_errors_count",
    "hc_period",
    "hc_retry_failure_count",
    "health_check",
    "hot_reload",
    "hot_reload.ensure_thread_safety",
    "hot_reload.timeout",
    "http_listen",
    "http_port",
    "http_server",
    "json.convert_nan_to_null",
    "json.escape_unicode",
    "log_file",
    "log_level",
    "multiline_buffer_limit",
    "parsers_file",
    "plugins_file",
    "scheduler.base",
    "scheduler.cap",
    "sp.convert_from_str_to_num",
    "storage.backlog.flush_on_shutdown",
    "storage.backlog.mem_limit",
    "storage.checksum",
    "storage.delete_irrecoverable_chunks",
    "storage.inherit",
    "storage.keep.rejected",
    "storage.max_chunks_up",
    "storage.metrics",
    "storage.path",
    "storage.rejected.path",
    "storage.sync",
    "storage.trim_files",
    "storage.type",
    "streams_file",
];
const TAIL_KEYS: &[&str] = &[
    "buffer_chunk_size",
    "buffer_max_size",
    "db",
    "db.compare_filename",
    "db.journal_mode",
    "db.locking",
    "db.sync",
    "docker_mode",
    "docker_mode_flush",
    "docker_mode_parser",
    "event_batch_size",
    "exclude_path",
    "exit_on_eof",
    "file_cache_advise",
    "generic.encoding",
    "ignore_active_older_files",
    "ignore_older",
    "inotify_watcher",
    "key",
    "multiline",
    "multiline.parser",
    "multiline_flush",
    "offset_key",
    "parser",
    "parser_firstline",
    "path",
    "path_key",
    "progress_check_interval",
    "progress_check_interval_nsec",
    "read_from_head",
    "read_newly_discovered_files_from_head",
    "refresh_interval",
    "rotate_wait",
    "skip_empty_lines",
    "skip_long_lines",
    "static_batch_size",
    "tag_regex",
    "truncate_long_lines",
    "unicode.encoding",
    "watcher_interval",
];
const KUBERNETES_KEYS: &[&str] = &[
    "annotations",
    "buffer_size",
    "cache_use_docker_id",
    "dns_retries",
    "dns_wait_time",
    "dummy_meta",
    "k8s-logging.exclude",
    "k8s-logging.parser",
    "keep_log",
    "kube_ca_file",
    "kube_ca_path",
    "kube_meta_cache_ttl",
    "kube_meta_namespace_cache_ttl",
    "kube_meta_preload_cache_dir",
    "kube_namespace_file",
    "kube_tag_prefix",
    "kube_token_command",
    "kube_token_file",
    "kube_token_ttl",
    "kube_url",
    "kubelet_host",
    "kubelet_port",
    "labels",
    "merge_log",
    "merge_log_key",
    "merge_log_trim",
    "merge_parser",
    "namespace_annotations",
    "namespace_exclude",
    "namespace_labels",
    "namespace_metadata_only",
    "owner_references",
    "regex_parser",
    "tls.debug",
    "tls.verify",
    "tls.vhost",
    "use_journal",
    "use_kubelet",
    "use_tag_for_meta",
];
const LUA_KEYS: &[&str] = &[
    "call",
    "code",
    "enable_flb_null",
    "protected_mode",
    "script",
    "time_as_table",
    "type_array_key",
    "type_int_key",
];
const RECORD_MODIFIER_KEYS: &[&str] = &["allowlist_key", "record", "remove_key", "uuid_key", "whitelist_key"];
const OPENSEARCH_KEYS: &[&str] = &[
    "aws_auth",
    "aws_external_id",
    "aws_profile",
    "aws_region",
    "aws_role_arn",
    "aws_service_name",
    "aws_sts_endpoint",
    "buffer_size",
    "compress",
    "current_time_index",
    "generate_id",
    "host",
    "http_passwd",
    "http_user",
    "id_key",
    "include_tag_key",
    "index",
    "logstash_dateformat",
    "logstash_format",
    "logstash_prefix",
    "logstash_prefix_key",
    "logstash_prefix_separator",
    "path",
    "pipeline",
    "port",
    "replace_dots",
    "suppress_type_name",
    "tag_key",
    "time_key",
    "time_key_format",
    "time_key_nanos",
    "tls",
    "trace_error",
    "trace_output",
    "type",
    "write_operation",
];
