    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class OperatingAccountAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public string Status { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("organization")]
        public string? Organization { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("contact")]
        public System.Collections.Generic.IReadOnlyList<string> Contact { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("externalKeyId")]
        public string? ExternalKeyId { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

        /// <summary>
        /// Of its key (RFC 7638).
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("thumbprint")]
        public string Thumbprint { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AccountsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("accounts")]
        public System.Collections.Generic.IReadOnlyList<ProviderAccountAnswer> Accounts { get; set; } = new System.Collections.Generic.List<ProviderAccountAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AcmeAccountsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("accounts")]
        public System.Collections.Generic.IReadOnlyList<OperatingAccountAnswer> Accounts { get; set; } = new System.Collections.Generic.List<OperatingAccountAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AcmeCredentialsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string Customer { get; set; } = default!;

        /// <summary>
        /// The URL of the ACME directory.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("directory")]
        public string Directory { get; set; } = default!;

        /// <summary>
        /// Names the key for external account binding (RFC 8555 section 7.3.4).
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("kid")]
        public string Kid { get; set; } = default!;

        /// <summary>
        /// 32 octets in base64url, for HS256.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("macKey")]
        public string MacKey { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ActAnswer
    {

        /// <summary>
        /// Its entry's.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long Number { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public System.DateTimeOffset At { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("actor")]
        public string Actor { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("address")]
        public string? Address { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("action")]
        public string Action { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string? Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changes")]
        public System.Collections.Generic.IReadOnlyList<AuditChange> Changes { get; set; } = new System.Collections.Generic.List<AuditChange>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditAnchor
    {

        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long Number { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("hash")]
        public string Hash { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditBreakLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long Number { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("fault")]
        public string Fault { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditChange
    {

        [System.Text.Json.Serialization.JsonPropertyName("field")]
        public string Field { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("before")]
        public string? Before { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("after")]
        public string? After { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long Number { get; set; } = default!;

        /// <summary>
        /// When it was recorded; it never falls along the log.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("recordedAt")]
        public System.DateTimeOffset RecordedAt { get; set; } = default!;

        /// <summary>
        /// When it was done, by the clock of the instance that did it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public System.DateTimeOffset At { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("actor")]
        public string Actor { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("address")]
        public string? Address { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("action")]
        public string Action { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string? Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changes")]
        public System.Collections.Generic.IReadOnlyList<AuditChange> Changes { get; set; } = new System.Collections.Generic.List<AuditChange>();

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("previous")]
        public string Previous { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("hash")]
        public string Hash { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("entries")]
        public System.Collections.Generic.IReadOnlyList<AuditLine> Entries { get; set; } = new System.Collections.Generic.List<AuditLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuditVerifyAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("isWhole")]
        public bool IsWhole { get; set; } = default!;

        /// <summary>
        /// The last entry that is right: keep it elsewhere, and give it to the next check.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("last")]
        public AuditAnchor? Last { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("break")]
        public AuditBreakLine? Break { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuthoritiesAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("authorities")]
        public System.Collections.Generic.IReadOnlyList<AuthorityAnswer> Authorities { get; set; } = new System.Collections.Generic.List<AuthorityAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuthorityAnswer
    {

        /// <summary>
        /// SHA-256 of the root in DER.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("practiceStatement")]
        public string PracticeStatement { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string ChangedBy { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notBefore")]
        public System.DateTimeOffset NotBefore { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isListed")]
        public bool IsListed { get; set; } = default!;

        /// <summary>
        /// The states that it may be moved to now.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("moves")]
        public System.Collections.Generic.IReadOnlyList<string> Moves { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// The root in PEM.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("certificate")]
        public string Certificate { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        /// <summary>
        /// The rules of the country's certificate profile that it breaks now.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<RootFindingAnswer> Findings { get; set; } = new System.Collections.Generic.List<RootFindingAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CallStatisticsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("from")]
        public System.DateTimeOffset From { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("to")]
        public System.DateTimeOffset To { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("rows")]
        public System.Collections.Generic.IReadOnlyList<CallStatisticsRowAnswer> Rows { get; set; } = new System.Collections.Generic.List<CallStatisticsRowAnswer>();

        /// <summary>
        /// Leads to the next page; absent: this is the last.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CallStatisticsRowAnswer
    {

        /// <summary>
        /// The beginning of the minute or day; absent: the whole range.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public System.DateTimeOffset? At { get; set; } = default!;

        /// <summary>
        /// By name, those that were asked for; a label that does not apply is empty.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("labels")]
        public System.Collections.Generic.IReadOnlyDictionary<string, string> Labels { get; set; } = new System.Collections.Generic.Dictionary<string, string>();

        [System.Text.Json.Serialization.JsonPropertyName("calls")]
        public long Calls { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CertificateIndex
    {

        [System.Text.Json.Serialization.JsonPropertyName("certificates")]
        public System.Collections.Generic.IReadOnlyList<CertificateLine> Certificates { get; set; } = new System.Collections.Generic.List<CertificateLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CertificateLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// Below this host.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("path")]
        public string Path { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("issuer")]
        public string Issuer { get; set; } = default!;

        /// <summary>
        /// In hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notBefore")]
        public System.DateTimeOffset NotBefore { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class AuthoritiesChallengeAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("signedOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset SignedOn { get; set; } = default!;

        /// <summary>
        /// ASCII; the signature is ECDSA with SHA-256 over its octets.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("challenge")]
        public string Challenge { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ComplaintAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("reference")]
        public string Reference { get; set; } = default!;

        /// <summary>
        /// As US/1234.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("receivedOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset ReceivedOn { get; set; } = default!;

        /// <summary>
        /// What it is about, without personal data.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        /// <summary>
        /// `open`, `upheld` or `dismissed`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ComplaintsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("complaints")]
        public System.Collections.Generic.IReadOnlyList<ComplaintAnswer> Complaints { get; set; } = new System.Collections.Generic.List<ComplaintAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ContactDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("role")]
        public string? Role { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string? Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("email")]
        public string? Email { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CountryEntriesAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<CountryEntryAnswer> Countries { get; set; } = new System.Collections.Generic.List<CountryEntryAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CountryEntryAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        /// <summary>
        /// What the next country policy says of it; absent: nothing.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("terms")]
        public object? Terms { get; set; } = default!;

        /// <summary>
        /// What waits for the approval of another operator.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("proposed")]
        public object? Proposed { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string ChangedBy { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CountryListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset NextAt { get; set; } = default!;

        /// <summary>
        /// In a row.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failures")]
        public long Failures { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long? Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset? ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("takenAt")]
        public System.DateTimeOffset? TakenAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public long Roots { get; set; } = default!;

        /// <summary>
        /// Why the last one failed; absent: it did not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failure")]
        public string? Failure { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string? Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CountryReportAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reputation")]
        public ScoreAnswer Reputation { get; set; } = new ScoreAnswer();

        [System.Text.Json.Serialization.JsonPropertyName("tracebacks")]
        public TracebackTallyAnswer Tracebacks { get; set; } = new TracebackTallyAnswer();

        /// <summary>
        /// `none` or `lower-ceiling`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("recommended")]
        public string Recommended { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CountryReportsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<CountryReportAnswer> Countries { get; set; } = new System.Collections.Generic.List<CountryReportAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CredentialLine
    {

        /// <summary>
        /// Of a certificate the SHA-256 of its DER, of a public key its thumbprint (RFC 7638).
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class CustomerPresentationsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string Customer { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("presentations")]
        public System.Collections.Generic.IReadOnlyList<PresentationAnswer> Presentations { get; set; } = new System.Collections.Generic.List<PresentationAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class DelegateCertificateLine
    {

        /// <summary>
        /// SHA-256 of its DER.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// In hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        /// <summary>
        /// The provider whose numbers they are, as `US/1234`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("lentBy")]
        public string LentBy { get; set; } = default!;

        /// <summary>
        /// The grants that it rests on.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("grants")]
        public System.Collections.Generic.IReadOnlyList<string> Grants { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("notBefore")]
        public System.DateTimeOffset NotBefore { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

        /// <summary>
        /// Where it is published.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class DelegateCertificatesAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("certificates")]
        public System.Collections.Generic.IReadOnlyList<DelegateCertificateLine> Certificates { get; set; } = new System.Collections.Generic.List<DelegateCertificateLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class DelegationCustomerAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isActive")]
        public bool IsActive { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class DelegationCustomersAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("customers")]
        public System.Collections.Generic.IReadOnlyList<DelegationCustomerAnswer> Customers { get; set; } = new System.Collections.Generic.List<DelegationCustomerAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class DoNotOriginateAnswer
    {

        /// <summary>
        /// What an import must state; 0: none was made.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset? ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("count")]
        public long Count { get; set; } = default!;

        /// <summary>
        /// Of its numbers and prefixes in ordinal order, one a line.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("sha256")]
        public string Sha256 { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class EvidenceAnswer
    {

        /// <summary>
        /// As decisions name it: `numbers/NAME` or `customers/NAME`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("rule")]
        public string Rule { get; set; } = default!;

        /// <summary>
        /// As the number table has them; absent: whatever number the customer uses.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("numbers")]
        public string? Numbers { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string? Customer { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reference")]
        public string? Reference { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset? ExpiresAt { get; set; } = default!;

        /// <summary>
        /// False: it has expired, and gives no A.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("holds")]
        public bool Holds { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class EvidenceDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string? Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reference")]
        public string? Reference { get; set; } = default!;

        /// <summary>
        /// Null: it does not expire.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("expiresOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset? ExpiresOn { get; set; } = default!;

        /// <summary>
        /// Null: a month.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("warnDaysBefore")]
        public long? WarnDaysBefore { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class EvidencePageAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("evidence")]
        public System.Collections.Generic.IReadOnlyList<EvidenceAnswer> Evidence { get; set; } = new System.Collections.Generic.List<EvidenceAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ExternalKeyAnswer
    {

        /// <summary>
        /// Names the key.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("kid")]
        public string Kid { get; set; } = default!;

        /// <summary>
        /// 32 octets in base64url, for HS256.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("macKey")]
        public string MacKey { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("organization")]
        public string Organization { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class FinalOnceDocument
    {

        /// <summary>
        /// Absent: true.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("on")]
        public bool? On { get; set; } = default!;

        /// <summary>
        /// Absent: `continue`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("later")]
        public TreatmentStepDocument? Later { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class FindingAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("finding")]
        public string Finding { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ForeignCrlAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

        /// <summary>
        /// The path of the copy; absent: there is none.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("copy")]
        public string? Copy { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public string? Number { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("thisUpdate")]
        public System.DateTimeOffset? ThisUpdate { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("nextUpdate")]
        public System.DateTimeOffset? NextUpdate { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("entries")]
        public long Entries { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("takenAt")]
        public System.DateTimeOffset? TakenAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset? NextAt { get; set; } = default!;

        /// <summary>
        /// In a row.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failures")]
        public long Failures { get; set; } = default!;

        /// <summary>
        /// Why the last refresh failed; absent: it did not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failure")]
        public string? Failure { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string? Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class GrantAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string Customer { get; set; } = default!;

        /// <summary>
        /// Who lends, as `US/1234`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        /// <summary>
        /// Each a number, or the first and the last of a block with a hyphen between.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("numbers")]
        public System.Collections.Generic.IReadOnlyList<string> Numbers { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// How many numbers these are.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("count")]
        public long Count { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("from")]
        public System.DateTimeOffset From { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("until")]
        public System.DateTimeOffset Until { get; set; } = default!;

        /// <summary>
        /// `in-force` or `withdrawn`; it counts from `from` until `until`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isShared")]
        public bool IsShared { get; set; } = default!;

        /// <summary>
        /// The providers through which the customer calls from the numbers.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("originators")]
        public System.Collections.Generic.IReadOnlyList<string> Originators { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// Why it was withdrawn.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("withdrawnFor")]
        public string? WithdrawnFor { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class GrantsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("grants")]
        public System.Collections.Generic.IReadOnlyList<GrantAnswer> Grants { get; set; } = new System.Collections.Generic.List<GrantAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class HealthAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public long Status { get; set; } = default!;

        /// <summary>
        /// OK, or why not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("message")]
        public string Message { get; set; } = default!;

        /// <summary>
        /// Each check by its name; null where nothing is checked.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("checks")]
        public System.Collections.Generic.IReadOnlyDictionary<string, HealthCheckAnswer>? Checks { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class HealthCheckAnswer
    {

        /// <summary>
        /// healthy, degraded (requests are served) or unhealthy.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public string Status { get; set; } = default!;

        /// <summary>
        /// Why it is not healthy; null where it is.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string? Reason { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class HistoryAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("acts")]
        public System.Collections.Generic.IReadOnlyList<ActAnswer> Acts { get; set; } = new System.Collections.Generic.List<ActAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class HostProofAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("token")]
        public string Token { get; set; } = default!;

        /// <summary>
        /// Where, on this host.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ImportAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("parts")]
        public System.Collections.Generic.IReadOnlyList<PartAnswer> Parts { get; set; } = new System.Collections.Generic.List<PartAnswer>();

        /// <summary>
        /// While it is merged.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("rowsMerged")]
        public long? RowsMerged { get; set; } = default!;

        /// <summary>
        /// Of the table that it made, once it is committed.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("version")]
        public long? Version { get; set; } = default!;

        /// <summary>
        /// Of that table.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("rows")]
        public long? Rows { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<FindingAnswer>? Findings { get; set; } = default!;

        /// <summary>
        /// Why the last ordered commit was refused.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("refusal")]
        public ImportRefusalAnswer? Refusal { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ImportBegunAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("maxPartOctets")]
        public long MaxPartOctets { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ImportRefusalAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("type")]
        public string Type { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("title")]
        public string Title { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public long Status { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string Detail { get; set; } = default!;

        /// <summary>
        /// All of them.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("errorCount")]
        public long? ErrorCount { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("errors")]
        public System.Collections.Generic.IReadOnlyList<RowErrorAnswer>? Errors { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class OperatingIssuedAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("certificates")]
        public System.Collections.Generic.IReadOnlyList<IssuedLine> Certificates { get; set; } = new System.Collections.Generic.List<IssuedLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedCertificateAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("certificate")]
        public IssuedSearchLine Certificate { get; set; } = new IssuedSearchLine();

        /// <summary>
        /// The name of the CA that signed it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("issuer")]
        public string Issuer { get; set; } = default!;

        /// <summary>
        /// The certificate first, then what stands above it but the root.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("chain")]
        public System.Collections.Generic.IReadOnlyList<IssuedChainLine> Chain { get; set; } = new System.Collections.Generic.List<IssuedChainLine>();

        /// <summary>
        /// The rules of its profile that it breaks.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<IssuedFinding> Findings { get; set; } = new System.Collections.Generic.List<IssuedFinding>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedChainLine
    {

        /// <summary>
        /// SHA-256 of its DER.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("pem")]
        public string Pem { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedFinding
    {

        /// <summary>
        /// Its id.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("rule")]
        public string Rule { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("level")]
        public string Level { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string Detail { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("clause")]
        public string Clause { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedLine
    {

        /// <summary>
        /// SHA-256 of its DER.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// In hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedRevocation
    {

        /// <summary>
        /// As RFC 5280 section 5.3.1 spells it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revokedAt")]
        public System.DateTimeOffset RevokedAt { get; set; } = default!;

        /// <summary>
        /// Who asked for it: an account, an operator, a reporting CA.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("by")]
        public string By { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedSearchAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("certificates")]
        public System.Collections.Generic.IReadOnlyList<IssuedSearchLine> Certificates { get; set; } = new System.Collections.Generic.List<IssuedSearchLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class IssuedSearchLine
    {

        /// <summary>
        /// SHA-256 of its DER.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// In hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        /// <summary>
        /// The providers whose codes its TNAuthList has, as US/1234.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("providers")]
        public System.Collections.Generic.IReadOnlyList<string> Providers { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("notBefore")]
        public System.DateTimeOffset NotBefore { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

        /// <summary>
        /// valid, expired, held or revoked.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// Its x5u.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

        /// <summary>
        /// Absent: the ledger does not know it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("orderId")]
        public string? OrderId { get; set; } = default!;

        /// <summary>
        /// An ACME account, or a subscriber of the manual flow; absent: the ledger does not know it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("accountId")]
        public string? AccountId { get; set; } = default!;

        /// <summary>
        /// Of one that is revoked or on hold.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revocation")]
        public IssuedRevocation? Revocation { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class LedgerAnswer
    {

        /// <summary>
        /// Published chains that were looked at.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("chains")]
        public long Chains { get; set; } = default!;

        /// <summary>
        /// Certificates that the ledger did not know.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("added")]
        public long Added { get; set; } = default!;

        /// <summary>
        /// Certificates revoked for keyCompromise, whose keys are certified no more.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("keysBlocked")]
        public long KeysBlocked { get; set; } = default!;

        /// <summary>
        /// Of the next step; absent at the end.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ListFormMembers
    {

        /// <summary>
        /// `number` or `text`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("version")]
        public string Version { get; set; } = default!;

        /// <summary>
        /// `der`, in base64, or `pem`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("entries")]
        public string Entries { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ListHistoryAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("lists")]
        public System.Collections.Generic.IReadOnlyList<PublishedListAnswer> Lists { get; set; } = new System.Collections.Generic.List<PublishedListAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class MergedRootAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        /// <summary>
        /// The partner on whose list it stands; absent: our own.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("origin")]
        public string? Origin { get; set; } = default!;

        /// <summary>
        /// The rules of its country's certificate profile that it breaks.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<RootFindingAnswer> Findings { get; set; } = new System.Collections.Generic.List<RootFindingAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class MergedRootsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public System.Collections.Generic.IReadOnlyList<MergedRootAnswer> Roots { get; set; } = new System.Collections.Generic.List<MergedRootAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class NumbersNumberAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        /// <summary>
        /// The row that says so is a prefix, and not the number itself.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("prefix")]
        public bool Prefix { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class OpinionAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("score")]
        public long Score { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("confidence")]
        public long Confidence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reporters")]
        public long Reporters { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("lastOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset LastOn { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RevocationsOrderAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public string Status { get; set; } = default!;

        /// <summary>
        /// `revoked`, `held` or `released`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("issuer")]
        public string Issuer { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        /// <summary>
        /// As RFC 5280 spells it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public string At { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class OrigIdAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("origId")]
        public string OrigId { get; set; } = default!;

        /// <summary>
        /// `call`, `source` or `policy`: what the origid stands for.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("form")]
        public string Form { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("tenant")]
        public string Tenant { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string? Customer { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("trunk")]
        public string? Trunk { get; set; } = default!;

        /// <summary>
        /// When the hour of the call began.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("hour")]
        public System.DateTimeOffset? Hour { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("part")]
        public long Part { get; set; } = default!;

        /// <summary>
        /// SHA-256 of its octets, in hexadecimal.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("hash")]
        public string Hash { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("rows")]
        public long Rows { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("lines")]
        public long Lines { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<string> Countries { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("listUrl")]
        public string ListUrl { get; set; } = default!;

        /// <summary>
        /// The pinned roots of its STI-PA, in PEM.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public System.Collections.Generic.IReadOnlyList<string> Roots { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string ChangedBy { get; set; } = default!;

        /// <summary>
        /// Absent: it was never asked.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("refresh")]
        public PartnerRefreshAnswer? Refresh { get; set; } = default!;

        /// <summary>
        /// The last good list; absent: there is none, or it was not asked for.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("list")]
        public PartnerListAnswer? List { get; set; } = default!;

        /// <summary>
        /// URLs of CRLs that operators settled; absent: those that its server names are all.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("crlUrls")]
        public System.Collections.Generic.IReadOnlyList<string>? CrlUrls { get; set; } = default!;

        /// <summary>
        /// Its CRLs, and our copies; absent: they were not asked for.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("crls")]
        public System.Collections.Generic.IReadOnlyList<ForeignCrlAnswer>? Crls { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public System.Collections.Generic.IReadOnlyList<PartnerRootAnswer> Roots { get; set; } = new System.Collections.Generic.List<PartnerRootAnswer>();

        /// <summary>
        /// Entries that were left out, and why.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<string> Findings { get; set; } = new System.Collections.Generic.List<string>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerRefreshAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset NextAt { get; set; } = default!;

        /// <summary>
        /// In a row.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failures")]
        public long Failures { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long? Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset? ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("takenAt")]
        public System.DateTimeOffset? TakenAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public long Roots { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public long Findings { get; set; } = default!;

        /// <summary>
        /// Why the last one failed; absent: it did not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failure")]
        public string? Failure { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string? Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerRootAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string Subject { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerRootStateAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// `accepted`, `new` or `gone`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// Absent, as subject and findings: the root is gone.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string? Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("subject")]
        public string? Subject { get; set; } = default!;

        /// <summary>
        /// The rules of its country's certificate profile that it breaks.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("findings")]
        public System.Collections.Generic.IReadOnlyList<RootFindingAnswer>? Findings { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnerRootsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("partner")]
        public string Partner { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public System.Collections.Generic.IReadOnlyList<PartnerRootStateAnswer> Roots { get; set; } = new System.Collections.Generic.List<PartnerRootStateAnswer>();

        /// <summary>
        /// What waits for the approval of another operator; absent: nothing.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("proposed")]
        public System.Collections.Generic.IReadOnlyList<string>? Proposed { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string? ChangedBy { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PartnersAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("partners")]
        public System.Collections.Generic.IReadOnlyList<PartnerAnswer> Partners { get; set; } = new System.Collections.Generic.List<PartnerAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PresentationAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// Whose calls it counts for, as `north/acme-pbx`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string Customer { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("fingerprint")]
        public string Fingerprint { get; set; } = default!;

        /// <summary>
        /// Each a number, or the first and the last of a block; none once it is removed.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("numbers")]
        public System.Collections.Generic.IReadOnlyList<string> Numbers { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// The provider that lends the numbers, as `US/1234`; absent: the chain names none.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("lentBy")]
        public string? LentBy { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("presentedAt")]
        public System.DateTimeOffset PresentedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("until")]
        public System.DateTimeOffset Until { get; set; } = default!;

        /// <summary>
        /// `in-force`, `removed` or `refused`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// Why it is removed or refused.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("why")]
        public string? Why { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PresentationsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("customers")]
        public System.Collections.Generic.IReadOnlyList<CustomerPresentationsAnswer> Customers { get; set; } = new System.Collections.Generic.List<CustomerPresentationsAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PrincipalAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("userId")]
        public string UserId { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("account")]
        public string? Account { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roles")]
        public System.Collections.Generic.IReadOnlyList<string> Roles { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("addresses")]
        public System.Collections.Generic.IReadOnlyList<string> Addresses { get; set; } = new System.Collections.Generic.List<string>();

        [System.Text.Json.Serialization.JsonPropertyName("listForm")]
        public ListFormMembers ListForm { get; set; } = new ListFormMembers();

        [System.Text.Json.Serialization.JsonPropertyName("isActive")]
        public bool IsActive { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("hasPassword")]
        public bool HasPassword { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("hasSecondFactor")]
        public bool HasSecondFactor { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("keys")]
        public System.Collections.Generic.IReadOnlyList<CredentialLine> Keys { get; set; } = new System.Collections.Generic.List<CredentialLine>();

        [System.Text.Json.Serialization.JsonPropertyName("certificates")]
        public System.Collections.Generic.IReadOnlyList<CredentialLine> Certificates { get; set; } = new System.Collections.Generic.List<CredentialLine>();

        [System.Text.Json.Serialization.JsonPropertyName("publicKeys")]
        public System.Collections.Generic.IReadOnlyList<CredentialLine> PublicKeys { get; set; } = new System.Collections.Generic.List<CredentialLine>();

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PrincipalsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("principals")]
        public System.Collections.Generic.IReadOnlyList<PrincipalAnswer> Principals { get; set; } = new System.Collections.Generic.List<PrincipalAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ProfileDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string? Name { get; set; } = default!;

        /// <summary>
        /// ISO 3166-1 alpha-2.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string? Country { get; set; } = default!;

        /// <summary>
        /// Codes with their country, as US/1234.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("providers")]
        public System.Collections.Generic.IReadOnlyList<string>? Providers { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("contacts")]
        public System.Collections.Generic.IReadOnlyList<ContactDocument>? Contacts { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("evidence")]
        public System.Collections.Generic.IReadOnlyList<EvidenceDocument>? Evidence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("operator")]
        public TechnicalOperatorDocument? Operator { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("mayDelegate")]
        public bool? MayDelegate { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ProviderAccountAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("createdAt")]
        public System.DateTimeOffset CreatedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("getsTokens")]
        public bool GetsTokens { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("profile")]
        public ProfileDocument Profile { get; set; } = new ProfileDocument();

        /// <summary>
        /// The states that it may be moved to now.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("moves")]
        public System.Collections.Generic.IReadOnlyList<string> Moves { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// Evidence that has expired, or is about to.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("warnings")]
        public System.Collections.Generic.IReadOnlyList<WarningAnswer> Warnings { get; set; } = new System.Collections.Generic.List<WarningAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ProviderReportsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("providers")]
        public System.Collections.Generic.IReadOnlyList<ProviderReputationAnswer> Providers { get; set; } = new System.Collections.Generic.List<ProviderReputationAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ProviderReputationAnswer
    {

        /// <summary>
        /// As US/1234.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reputation")]
        public ScoreAnswer Reputation { get; set; } = new ScoreAnswer();

        [System.Text.Json.Serialization.JsonPropertyName("tracebacks")]
        public TracebackTallyAnswer Tracebacks { get; set; } = new TracebackTallyAnswer();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PublishedCountryPolicyAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("signedAt")]
        public System.DateTimeOffset SignedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("count")]
        public long Count { get; set; } = default!;

        /// <summary>
        /// The JWT.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("countryPolicy")]
        public string CountryPolicy { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PublishedCpsListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("signedAt")]
        public System.DateTimeOffset SignedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("count")]
        public long Count { get; set; } = default!;

        /// <summary>
        /// The JWT.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("cpsList")]
        public string CpsList { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class PublishedListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("signedAt")]
        public System.DateTimeOffset SignedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        /// <summary>
        /// SHA-256 of each root on it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public System.Collections.Generic.IReadOnlyList<string> Roots { get; set; } = new System.Collections.Generic.List<string>();

        /// <summary>
        /// The JWT in the standard's form; null in listings.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("caList")]
        public string? CaList { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class QuarterReportAnswer
    {

        /// <summary>
        /// As 2026-Q4.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("quarter")]
        public string Quarter { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("madeAt")]
        public System.DateTimeOffset MadeAt { get; set; } = default!;

        /// <summary>
        /// Otherwise the figures grow still.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("isOver")]
        public bool IsOver { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("figures")]
        public System.Collections.Generic.IReadOnlyList<ReportFigure> Figures { get; set; } = new System.Collections.Generic.List<ReportFigure>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RefreshAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("askedAt")]
        public System.DateTimeOffset AskedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistrationAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// What the list says of it, and its contact; absent: nothing.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("inForce")]
        public object? InForce { get; set; } = default!;

        /// <summary>
        /// What waits for approval; absent: nothing.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("proposed")]
        public object? Proposed { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("proposedBy")]
        public string? ProposedBy { get; set; } = default!;

        /// <summary>
        /// The host of the proposed list URL has not answered its challenge.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("needsProof")]
        public bool NeedsProof { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string ChangedBy { get; set; } = default!;

        /// <summary>
        /// How the refresh of its list stands; absent: it was never asked for.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("list")]
        public CountryListAnswer? List { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistrationsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<RegistrationAnswer> Countries { get; set; } = new System.Collections.Generic.List<RegistrationAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistryCountriesAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<RegistryCountryAnswer> Countries { get; set; } = new System.Collections.Generic.List<RegistryCountryAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistryCountryAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("listUrl")]
        public string? ListUrl { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("unrestricted")]
        public bool Unrestricted { get; set; } = default!;

        /// <summary>
        /// `registered` or `disputed`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// What our policy says of the country; absent: nothing, and it is not trusted.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("terms")]
        public object? Terms { get; set; } = default!;

        /// <summary>
        /// Its roots come by the registry.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("isFollowed")]
        public bool IsFollowed { get; set; } = default!;

        /// <summary>
        /// How the refresh of its trusted-CA list stands; absent: it was never asked for.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("refresh")]
        public RegistryCountryRefreshAnswer? Refresh { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistryCountryRefreshAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset NextAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("failures")]
        public long Failures { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long? Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset? ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public long Roots { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("failure")]
        public string? Failure { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string? Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistryRefreshAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset NextAt { get; set; } = default!;

        /// <summary>
        /// In a row.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failures")]
        public long Failures { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("takenAt")]
        public System.DateTimeOffset? TakenAt { get; set; } = default!;

        /// <summary>
        /// Why the last refresh failed; absent: it did not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("failure")]
        public string? Failure { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string? Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RegistryTermsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("listUrl")]
        public string ListUrl { get; set; } = default!;

        /// <summary>
        /// Its pinned roots, in PEM, one after the other.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("roots")]
        public string Roots { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ReportFigure
    {

        /// <summary>
        /// What it counts, such as `accounts`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("section")]
        public string Section { get; set; } = default!;

        /// <summary>
        /// Of which kind, such as `open`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("item")]
        public string Item { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("count")]
        public long Count { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RevocationLineAnswer
    {

        /// <summary>
        /// SHA-256 over issuer and serial number, 64 hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// As the certificate has it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("issuer")]
        public string Issuer { get; set; } = default!;

        /// <summary>
        /// Hexadecimal digits.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        /// <summary>
        /// As RFC 5280 section 5.3.1 spells it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revokedAt")]
        public System.DateTimeOffset RevokedAt { get; set; } = default!;

        /// <summary>
        /// Who wanted it: an account, an operator, a reporting CA.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revokedBy")]
        public string RevokedBy { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("registeredAt")]
        public System.DateTimeOffset RegisteredAt { get; set; } = default!;

        /// <summary>
        /// Until when the certificate would have been valid.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("notAfter")]
        public System.DateTimeOffset NotAfter { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RevocationsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("revocations")]
        public System.Collections.Generic.IReadOnlyList<RevocationLineAnswer> Revocations { get; set; } = new System.Collections.Generic.List<RevocationLineAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RevokedAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("serial")]
        public string Serial { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revokedAt")]
        public System.DateTimeOffset RevokedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RootFindingAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("rule")]
        public string Rule { get; set; } = default!;

        /// <summary>
        /// `error` or `warning`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("level")]
        public string Level { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string Detail { get; set; } = default!;

        /// <summary>
        /// Where the rule stands.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("clause")]
        public string Clause { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class RowErrorAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("line")]
        public long Line { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("fault")]
        public string Fault { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("detail")]
        public string Detail { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ScoreAnswer
    {

        /// <summary>
        /// 0 (wanted) to 100.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("score")]
        public long? Score { get; set; } = default!;

        /// <summary>
        /// 0 to 100: the share of the evidence in the score.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("confidence")]
        public long? Confidence { get; set; } = default!;

        /// <summary>
        /// How many reporters stand behind it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reporters")]
        public long? Reporters { get; set; } = default!;

        /// <summary>
        /// The day of the latest observation.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("lastOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset? LastOn { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SecretAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("userId")]
        public string UserId { get; set; } = default!;

        /// <summary>
        /// Of an API key; else the user id.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("secret")]
        public string Secret { get; set; } = default!;

        /// <summary>
        /// Of a second factor: what an authenticator program reads as a QR code; absent of others.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("uri")]
        public string? Uri { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SessionLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("userId")]
        public string UserId { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("startedAt")]
        public System.DateTimeOffset StartedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("address")]
        public string? Address { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("endsAt")]
        public System.DateTimeOffset EndsAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SessionsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sessions")]
        public System.Collections.Generic.IReadOnlyList<SessionLine> Sessions { get; set; } = new System.Collections.Generic.List<SessionLine>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SessionsEndedAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("userId")]
        public string UserId { get; set; } = default!;

        /// <summary>
        /// Absent: all of the user.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string? Id { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SignedCrlAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        /// <summary>
        /// Where it is fetched from.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("url")]
        public string Url { get; set; } = default!;

        /// <summary>
        /// Subject of the certificate that signs it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("signer")]
        public string Signer { get; set; } = default!;

        /// <summary>
        /// Its cRLNumber; null: none is published yet, and neither are the moments known.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long? Number { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("thisUpdate")]
        public System.DateTimeOffset? ThisUpdate { get; set; } = default!;

        /// <summary>
        /// Until when readers may rely on it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("nextUpdate")]
        public System.DateTimeOffset? NextUpdate { get; set; } = default!;

        /// <summary>
        /// When the timer makes the next one.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("nextPublication")]
        public System.DateTimeOffset? NextPublication { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SignedCrlsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("crls")]
        public System.Collections.Generic.IReadOnlyList<SignedCrlAnswer> Crls { get; set; } = new System.Collections.Generic.List<SignedCrlAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SigningNumbersAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("rows")]
        public long Rows { get; set; } = default!;

        /// <summary>
        /// SHA-256 of its octets, 64 hexadecimal digits in lower case.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("hash")]
        public string Hash { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SigningPolicyAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("tenant")]
        public string Tenant { get; set; } = default!;

        /// <summary>
        /// 0: none was set.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset? ChangedAt { get; set; } = default!;

        /// <summary>
        /// Every member, those that were not set with their defaults.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("policy")]
        public object Policy { get; set; } = default!;

        /// <summary>
        /// The number table beside it; absent: there is none.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("numbers")]
        public SigningNumbersAnswer? Numbers { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SubscribedListAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sequence")]
        public long Sequence { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset ExpiresAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public long Countries { get; set; } = default!;

        /// <summary>
        /// Entries that were left out, and why.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("skipped")]
        public System.Collections.Generic.IReadOnlyList<string> Skipped { get; set; } = new System.Collections.Generic.List<string>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SubscriberAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("status")]
        public string Status { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SubscriptionAnswer
    {

        /// <summary>
        /// Absent: no registry is followed.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("approved")]
        public RegistryTermsAnswer? Approved { get; set; } = default!;

        /// <summary>
        /// What waits for the approval of another operator.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("proposed")]
        public RegistryTermsAnswer? Proposed { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset? ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedBy")]
        public string? ChangedBy { get; set; } = default!;

        /// <summary>
        /// Absent: it was never asked.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("refresh")]
        public RegistryRefreshAnswer? Refresh { get; set; } = default!;

        /// <summary>
        /// The last good list; absent: there is none.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("list")]
        public SubscribedListAnswer? List { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SuspendedAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// How many certificates were revoked by this request.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revoked")]
        public long Revoked { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TechnicalOperatorDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string? Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("agreement")]
        public string? Agreement { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("from")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset? From { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("until")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset? Until { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TenantAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        /// <summary>
        /// As `US/1234`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string Provider { get; set; } = default!;

        /// <summary>
        /// `both`, `atis` or `three-gpp`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("dialect")]
        public string Dialect { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isActive")]
        public bool IsActive { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("showsAttestation")]
        public bool ShowsAttestation { get; set; } = default!;

        /// <summary>
        /// `none`, `verdict` or `verdict-and-validation`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("enterprise")]
        public string Enterprise { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TenantsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("tenants")]
        public System.Collections.Generic.IReadOnlyList<TenantAnswer> Tenants { get; set; } = new System.Collections.Generic.List<TenantAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TimerLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        /// <summary>
        /// NCRONTAB with seconds, UTC.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("schedule")]
        public string Schedule { get; set; } = default!;

        /// <summary>
        /// Of the last run that ended, on whichever instance; absent: it never ran.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("lastBeganAt")]
        public System.DateTimeOffset? LastBeganAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("lastEndedAt")]
        public System.DateTimeOffset? LastEndedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("lastSucceededAt")]
        public System.DateTimeOffset? LastSucceededAt { get; set; } = default!;

        /// <summary>
        /// Absent: the last run ended well.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("lastError")]
        public string? LastError { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset NextAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isOverdue")]
        public bool IsOverdue { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TimersAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("timers")]
        public System.Collections.Generic.IReadOnlyList<TimerLine> Timers { get; set; } = new System.Collections.Generic.List<TimerLine>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ToldOpinionsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("by")]
        public string By { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public System.DateTimeOffset At { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("countries")]
        public System.Collections.Generic.IReadOnlyList<OpinionAnswer> Countries { get; set; } = new System.Collections.Generic.List<OpinionAnswer>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ToldOpinionsPage
    {

        [System.Text.Json.Serialization.JsonPropertyName("reports")]
        public System.Collections.Generic.IReadOnlyList<ToldOpinionsAnswer> Reports { get; set; } = new System.Collections.Generic.List<ToldOpinionsAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TracebackAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("reference")]
        public string Reference { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        /// <summary>
        /// Who was asked, as US/1234; absent: the country's authority.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("provider")]
        public string? Provider { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("askedOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset AskedOn { get; set; } = default!;

        /// <summary>
        /// `asked`, `unanswered`, `answered` or `enforced`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset ChangedAt { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TracebackTallyAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("asked")]
        public long Asked { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("unanswered")]
        public long Unanswered { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("answered")]
        public long Answered { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("enforced")]
        public long Enforced { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TracebacksAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("tracebacks")]
        public System.Collections.Generic.IReadOnlyList<TracebackAnswer> Tracebacks { get; set; } = new System.Collections.Generic.List<TracebackAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentPolicyAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("tenant")]
        public string Tenant { get; set; } = default!;

        /// <summary>
        /// What a change of it must state; 0: the tenant has none of its own.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("changedAt")]
        public System.DateTimeOffset? ChangedAt { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("profile")]
        public string Profile { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("rules")]
        public System.Collections.Generic.IReadOnlyList<TreatmentRuleDocument> Rules { get; set; } = new System.Collections.Generic.List<TreatmentRuleDocument>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentPolicyDocument
    {

        /// <summary>
        /// `deliver` or `cut`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("profile")]
        public string? Profile { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("rules")]
        public System.Collections.Generic.IReadOnlyList<TreatmentRuleDocument>? Rules { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentProfilesAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("profiles")]
        public System.Collections.Generic.IReadOnlyList<TreatmentRuleDocument> Profiles { get; set; } = new System.Collections.Generic.List<TreatmentRuleDocument>();

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentRuleDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string? Name { get; set; } = default!;

        /// <summary>
        /// Absent: the whole tenant.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("scope")]
        public TreatmentScopeDocument? Scope { get; set; } = default!;

        /// <summary>
        /// By the name of the outcome, as `unsupported-credential`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("outcomes")]
        public System.Collections.Generic.IReadOnlyDictionary<string, TreatmentStepDocument>? Outcomes { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("finalOnce")]
        public FinalOnceDocument? FinalOnce { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentScopeDocument
    {

        [System.Text.Json.Serialization.JsonPropertyName("trunk")]
        public string? Trunk { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("customer")]
        public string? Customer { get; set; } = default!;

        /// <summary>
        /// The called number, or a prefix with a `*` behind.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public string? Number { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TreatmentStepDocument
    {

        /// <summary>
        /// `continue`, `mark`, `validate` or `reject`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("action")]
        public string? Action { get; set; } = default!;

        /// <summary>
        /// Of a rejection: the final response. Otherwise what the Reason header tells.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("code")]
        public long? Code { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("text")]
        public string? Text { get; set; } = default!;

        /// <summary>
        /// What the called party is told at best: `No-TN-Validation` or `TN-Validation-Failed`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("verstat")]
        public string? Verstat { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TrustImpactAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("from")]
        public System.DateTimeOffset From { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("to")]
        public System.DateTimeOffset To { get; set; } = default!;

        /// <summary>
        /// Verified from From to To.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("calls")]
        public long Calls { get; set; } = default!;

        /// <summary>
        /// Of these, those whose verdict would be another.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("changed")]
        public long Changed { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("rows")]
        public System.Collections.Generic.IReadOnlyList<TrustImpactRowAnswer> Rows { get; set; } = new System.Collections.Generic.List<TrustImpactRowAnswer>();

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class TrustImpactRowAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("country")]
        public string Country { get; set; } = default!;

        /// <summary>
        /// As `CA/1234`; absent: not known.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("signer")]
        public string? Signer { get; set; } = default!;

        /// <summary>
        /// See VerdictChange, as `would-fail`.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("change")]
        public string Change { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("calls")]
        public long Calls { get; set; } = default!;

    }

    /// <summary>
    /// Evidence that needs to be renewed.
    /// </summary>
    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class WarningAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("account")]
        public string Account { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("reference")]
        public string Reference { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiresOn")]
        [System.Text.Json.Serialization.JsonConverter(typeof(DateFormatConverter))]
        public System.DateTimeOffset ExpiresOn { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("hasExpired")]
        public bool HasExpired { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ApprovalLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        /// <summary>
        /// Of what it is about: a country, a partner, a root.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("id")]
        public string Id { get; set; } = default!;

        /// <summary>
        /// What is asked for, for people.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("what")]
        public string What { get; set; } = default!;

        /// <summary>
        /// As the audit log names it.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("askedBy")]
        public string? AskedBy { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("askedAt")]
        public System.DateTimeOffset AskedAt { get; set; } = default!;

        /// <summary>
        /// Why it was asked; absent: it is not known.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("reason")]
        public string? Reason { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("revision")]
        public long Revision { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("mayDecide")]
        public bool MayDecide { get; set; } = default!;

        /// <summary>
        /// Why the caller may not approve it now; absent: the caller may.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("hindrance")]
        public string? Hindrance { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ApprovalsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("approvals")]
        public System.Collections.Generic.IReadOnlyList<ApprovalLine> Approvals { get; set; } = new System.Collections.Generic.List<ApprovalLine>();

        /// <summary>
        /// All of it, whatever the page.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("total")]
        public long Total { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("cursor")]
        public string? Cursor { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class ExpiryLine
    {

        [System.Text.Json.Serialization.JsonPropertyName("kind")]
        public string Kind { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        /// <summary>
        /// missing, expired; due: somebody has to act; later.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("state")]
        public string State { get; set; } = default!;

        /// <summary>
        /// Absent: it is missing.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("expiresAt")]
        public System.DateTimeOffset? ExpiresAt { get; set; } = default!;

        /// <summary>
        /// From then on somebody has to act.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("actFrom")]
        public System.DateTimeOffset? ActFrom { get; set; } = default!;

        /// <summary>
        /// The sequence of a list, the number of a CRL.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("number")]
        public long? Number { get; set; } = default!;

        /// <summary>
        /// When the deployment makes the next one by itself; absent: it does not.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("nextAt")]
        public System.DateTimeOffset? NextAt { get; set; } = default!;

        /// <summary>
        /// The account that it is of.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("account")]
        public string? Account { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class OverviewAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("at")]
        public System.DateTimeOffset At { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("expiries")]
        public System.Collections.Generic.IReadOnlyList<ExpiryLine> Expiries { get; set; } = new System.Collections.Generic.List<ExpiryLine>();

        /// <summary>
        /// False: there are more providers, or more of their evidence expires, than is looked at here.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("isWhole")]
        public bool IsWhole { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SettingAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        /// <summary>
        /// In Markdown, as in the table of settings.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("meaning")]
        public string Meaning { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("isSet")]
        public bool IsSet { get; set; } = default!;

        /// <summary>
        /// Absent: it is not set, or what it holds is not shown.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("value")]
        public string? Value { get; set; } = default!;

        /// <summary>
        /// What holds where it is not set, in Markdown.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("without")]
        public string Without { get; set; } = default!;

        /// <summary>
        /// environment, command line or file; absent: not set, or not known.
        /// </summary>
        [System.Text.Json.Serialization.JsonPropertyName("source")]
        public string? Source { get; set; } = default!;

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SettingsAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("sections")]
        public System.Collections.Generic.IReadOnlyList<SettingsSectionAnswer> Sections { get; set; } = new System.Collections.Generic.List<SettingsSectionAnswer>();

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    public partial class SettingsSectionAnswer
    {

        [System.Text.Json.Serialization.JsonPropertyName("name")]
        public string Name { get; set; } = default!;

        [System.Text.Json.Serialization.JsonPropertyName("settings")]
        public System.Collections.Generic.IReadOnlyList<SettingAnswer> Settings { get; set; } = new System.Collections.Generic.List<SettingAnswer>();

    }

    [System.CodeDom.Compiler.GeneratedCode("NJsonSchema", "14.8.0.0 (NJsonSchema v11.6.2.0 (Newtonsoft.Json v13.0.0.0))")]
    internal class DateFormatConverter : System.Text.Json.Serialization.JsonConverter<System.DateTimeOffset>
    {
        public override System.DateTimeOffset Read(ref System.Text.Json.Utf8JsonReader reader, System.Type typeToConvert, System.Text.Json.JsonSerializerOptions options)
        {
            var dateTime = reader.GetString();
            if (dateTime == null)
            {
                throw new System.Text.Json.JsonException("Unexpected JsonTokenType.Null");
            }

            return System.DateTimeOffset.Parse(dateTime);
        }

        public override void Write(System.Text.Json.Utf8JsonWriter writer, System.DateTimeOffset value, System.Text.Json.JsonSerializerOptions options)
        {
            writer.WriteStringValue(value.ToString("yyyy-MM-dd"));
        }
    }


}

#pragma warning restore  108
#pragma warning restore  114
#pragma warning restore  472
#pragma warning restore  612
#pragma warning restore  649
#pragma warning restore 1573
#pragma warning restore 1591
#pragma warning restore 8073
#pragma warning restore 3016
#pragma warning restore 8600
#pragma warning restore 8602
#pragma warning restore 8603
#pragma warning restore 8604
#pragma warning restore 8625
#pragma warning restore 8765