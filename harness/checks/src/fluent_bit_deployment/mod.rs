//! Clauses of the contract `fluent-bit-deployment`.

mod an_index_a_day;
mod annotations_stay_out;
mod answers_are_read_whole;
mod authority_is_mounted;
mod buffer_fits_the_memory;
mod buffer_is_bounded;
mod buffer_is_measured;
mod buffer_survives_a_restart;
mod certificate_is_verified;
mod certificate_names_the_host;
mod changes_restart_the_collector;
mod chunks_wait_on_disk;
mod collector_is_scraped;
mod configuration_is_the_rendered_one;
mod errors_say_which_record;
mod every_container_is_read;
mod every_filter_takes_something;
mod every_input_has_an_output;
mod every_node_collects;
mod first_start_reads_from_the_head;
mod flushes_come_in_time;
mod health_is_measured;
mod host_is_seen_through_one_path;
mod index_has_no_types;
mod index_meets_the_lifecycle;
mod index_meets_the_template;
mod keys_are_known;
mod keys_stand_once;
mod levels_are_added;
mod line_text_is_kept;
mod log_files_can_be_read;
mod logs_name_their_cluster;
mod long_lines_do_not_stop_a_file;
mod metrics_are_served;
mod names_of_fields_have_no_dots;
mod namespaces_cannot_opt_out;
mod new_files_are_found_in_time;
mod nothing_is_filtered_away;
mod only_its_own_log_is_left_out;
mod output_is_opensearch;
mod output_is_the_clusters_own_node;
mod parsed_fields_stay_apart;
mod parser_is_the_runtimes;
mod parsers_exist;
mod password_comes_from_a_secret;
mod pod_labels_are_searchable;
mod pods_are_named;
mod pods_cannot_choose_a_parser;
mod pods_cannot_opt_out;
mod position_has_one_writer;
mod positions_survive_a_restart;
mod readiness_asks_for_health;
mod retried_lines_are_stored_once;
mod retries_come_soon;
mod retries_end;
mod retries_outlast_an_outage;
mod rights_are_to_read;
mod server_is_where_it_is_asked;
mod structured_lines_are_parsed;
mod tag_prefix_agrees;
mod time_field_is_a_date;
mod time_has_nanoseconds;
mod transport_is_encrypted;
mod written_fields_are_searchable;

/// The clauses of this folder, in the order of their ids.
pub(crate) static CLAUSES: &[&crate::Clause] = &[
    &an_index_a_day::CLAUSE,
    &annotations_stay_out::CLAUSE,
    &answers_are_read_whole::CLAUSE,
    &authority_is_mounted::CLAUSE,
    &buffer_fits_the_memory::CLAUSE,
    &buffer_is_bounded::CLAUSE,
    &buffer_is_measured::CLAUSE,
    &buffer_survives_a_restart::CLAUSE,
    &certificate_is_verified::CLAUSE,
    &certificate_names_the_host::CLAUSE,
    &changes_restart_the_collector::CLAUSE,
    &chunks_wait_on_disk::CLAUSE,
    &collector_is_scraped::CLAUSE,
    &configuration_is_the_rendered_one::CLAUSE,
    &errors_say_which_record::CLAUSE,
    &every_container_is_read::CLAUSE,
    &every_filter_takes_something::CLAUSE,
    &every_input_has_an_output::CLAUSE,
    &every_node_collects::CLAUSE,
    &first_start_reads_from_the_head::CLAUSE,
    &flushes_come_in_time::CLAUSE,
    &health_is_measured::CLAUSE,
    &host_is_seen_through_one_path::CLAUSE,
    &index_has_no_types::CLAUSE,
    &index_meets_the_lifecycle::CLAUSE,
    &index_meets_the_template::CLAUSE,
    &keys_are_known::CLAUSE,
    &keys_stand_once::CLAUSE,
    &levels_are_added::CLAUSE,
    &line_text_is_kept::CLAUSE,
    &log_files_can_be_read::CLAUSE,
    &logs_name_their_cluster::CLAUSE,
    &long_lines_do_not_stop_a_file::CLAUSE,
    &metrics_are_served::CLAUSE,
    &names_of_fields_have_no_dots::CLAUSE,
    &namespaces_cannot_opt_out::CLAUSE,
    &new_files_are_found_in_time::CLAUSE,
    &nothing_is_filtered_away::CLAUSE,
    &only_its_own_log_is_left_out::CLAUSE,
    &output_is_opensearch::CLAUSE,
    &output_is_the_clusters_own_node::CLAUSE,
    &parsed_fields_stay_apart::CLAUSE,
    &parser_is_the_runtimes::CLAUSE,
    &parsers_exist::CLAUSE,
    &password_comes_from_a_secret::CLAUSE,
    &pod_labels_are_searchable::CLAUSE,
    &pods_are_named::CLAUSE,
    &pods_cannot_choose_a_parser::CLAUSE,
    &pods_cannot_opt_out::CLAUSE,
    &position_has_one_writer::CLAUSE,
    &positions_survive_a_restart::CLAUSE,
    &readiness_asks_for_health::CLAUSE,
    &retried_lines_are_stored_once::CLAUSE,
    &retries_come_soon::CLAUSE,
    &retries_end::CLAUSE,
    &retries_outlast_an_outage::CLAUSE,
    &rights_are_to_read::CLAUSE,
    &server_is_where_it_is_asked::CLAUSE,
    &structured_lines_are_parsed::CLAUSE,
    &tag_prefix_agrees::CLAUSE,
    &time_field_is_a_date::CLAUSE,
    &time_has_nanoseconds::CLAUSE,
    &transport_is_encrypted::CLAUSE,
    &written_fields_are_searchable::CLAUSE,
];
