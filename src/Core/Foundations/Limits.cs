namespace Shaken.Core.Foundations;

/// <summary>Every size, count and depth that somebody outside could choose, in one place.</summary>
public static class Limits
{
    /// <summary>Digits of a telephone number (RFC 8226 section 9; E.164 has the same bound).</summary>
    public const int TelephoneNumberLength = 15;

    /// <summary>Characters of a number as typed, separators and tel parameters included.</summary>
    public const int TypedNumberLength = 128;

    /// <summary>Characters of a service provider code; real ones have 3 to 5.</summary>
    public const int ServiceProviderCodeLength = 15;

    /// <summary>Octets of one PASSporT in compact form.</summary>
    public const int PassportOctets = 8 * 1024;

    /// <summary>Diversions of one call that are followed; RFC 8946 has no bound.</summary>
    public const int Diversions = 5;

    /// <summary>Characters of an index of History-Info.</summary>
    public const int HistoryIndexLength = 64;

    /// <summary>Values of Resource-Priority in one rph claim.</summary>
    public const int ResourcePriorities = 16;

    /// <summary>Characters of one such value.</summary>
    public const int ResourcePriorityLength = 64;

    /// <summary>Digests in one rcdi claim; each may cost a fetch.</summary>
    public const int RichCallDigests = 8;

    /// <summary>Octets of an icon, or of a jCard and what it names.</summary>
    public const int RichCallContentOctets = 256 * 1024;

    /// <summary>Fingerprints in one mky claim.</summary>
    public const int MediaKeys = 16;

    /// <summary>PASSporTs in one request to a CPS.</summary>
    public const int PassportsPerPost = 10;

    /// <summary>Octets of a request body at a CPS: ten PASSporTs and their JSON.</summary>
    public const int CpsBodyOctets = (PassportsPerPost * PassportOctets) + 4096;

    /// <summary>Octets of a request body that another CPS hands on: the same, and the bearer of the first publication.</summary>
    public const int RepublishBodyOctets = CpsBodyOctets + BearerOctets;

    /// <summary>Octets of a request body that any endpoint takes: the longest, that of ACME.</summary>
    public const int RequestBodyOctets = AcmeBodyOctets;

    /// <summary>Pairs of address (or host) and reason whose refusals are told apart in the log within a minute.</summary>
    public const int RefusalsTold = 512;

    /// <summary>Log lines of one such pair within a minute, before one line with the number of the others.</summary>
    public const int RefusalLines = 3;

    /// <summary>Streams of one HTTP/2 connection: its client has no use for more than one address may have under way.</summary>
    public const int StreamsPerConnection = 64;

    /// <summary>Octets of one Identity header value: a PASSporT and its parameters.</summary>
    public const int IdentityHeaderOctets = PassportOctets + 4096;

    /// <summary>Identity headers of one call that are looked at.</summary>
    public const int IdentityHeadersPerCall = 10;

    /// <summary>Octets of all Identity headers of one call, and of all PASSporTs that a CPS held for it.</summary>
    public const int CallIdentityOctets = 64 * 1024;

    /// <summary>Characters of one value that signalling has for a party, a priority or a privacy.</summary>
    public const int SignalledTextLength = 4096;

    /// <summary>Octets of the proof of a verdict.</summary>
    public const int VerdictProofOctets = 256 * 1024;

    /// <summary>Octets of a request to the signing and verification service: the Identity headers of a call, and 64 KiB.</summary>
    public const int StirBodyOctets = (IdentityHeadersPerCall * IdentityHeaderOctets) + (64 * 1024);

    /// <summary>Header lines of a call that a verification request may carry.</summary>
    public const int CarriedHeaders = 64;

    /// <summary>Octets of a bearer JWT.</summary>
    public const int BearerOctets = 16 * 1024;

    /// <summary>Octets of an authority token: the longest TNAuthList, encoded twice, and a chain in x5c.</summary>
    public const int AuthorityTokenOctets = 96 * 1024;

    /// <summary>Octets of a presentation of a delegate certificate: its chain in x5c, and 100 numbers and blocks.</summary>
    public const int PresentationOctets = 96 * 1024;

    /// <summary>Characters of a token's jti.</summary>
    public const int TokenIdLength = 256;

    /// <summary>Levels of a JSON text.</summary>
    public const int JsonDepth = 16;

    /// <summary>Called numbers or URIs in one dest claim.</summary>
    public const int Destinations = 32;

    /// <summary>Characters of a URI in orig, dest or x5u.</summary>
    public const int UriLength = 2048;

    /// <summary>Names that are being looked up at once, each on a thread of its own.</summary>
    public const int LookupThreads = 128;

    /// <summary>Names that wait for such a thread; more are refused.</summary>
    public const int LookupsWaiting = 256;

    /// <summary>Known URLs that are read from the store.</summary>
    public const int KnownUrlsRead = 16_384;

    /// <summary>Copies of certificates that are fetched again in the background at once.</summary>
    public const int CertificateRefreshes = 16;

    /// <summary>Octets of one certificate in DER.</summary>
    public const int CertificateOctets = 16 * 1024;

    /// <summary>Certificates in one published bundle.</summary>
    public const int CertificatesPerBundle = 10;

    /// <summary>Octets of a chain in PEM: what a verifier is ready to fetch.</summary>
    public const int ChainOctets = 64 * 1024;

    /// <summary>Certificates from the leaf to the root, both counted.</summary>
    public const int PathLength = 6;

    /// <summary>Extensions of one certificate.</summary>
    public const int ExtensionsPerCertificate = 32;

    /// <summary>Entries of a TNAuthList carried in a certificate.</summary>
    public const int TnAuthListEntries = 1024;

    /// <summary>Entries of a TNAuthList by reference.</summary>
    public const int ReferencedTnAuthListEntries = 100_000;

    /// <summary>Octets of a trusted-CA list (a JWT).</summary>
    public const int TrustListOctets = 8 * 1024 * 1024;

    /// <summary>Roots on a trusted-CA list.</summary>
    public const int TrustListEntries = 4096;

    /// <summary>Entries of a cpsMapping; each provider has one a code.</summary>
    public const int CpsMappingEntries = 65_536;

    /// <summary>Characters of a bypass token.</summary>
    public const int BypassTokenOctets = 4096;

    /// <summary>Undelivered PASSporTs of one signer for one pair of called and calling number.</summary>
    public const int MailboxPassportsPerSigner = 4;

    /// <summary>Undelivered PASSporTs of all signers for one pair of called and calling number.</summary>
    public const int MailboxPassportsPerCall = 32;

    /// <summary>
    /// Records for one pair of called and calling number, those that were taken within a minute counted: each request for the pair reads
    /// them all, so that without it the load of a busy pair would grow with the square of its calls.
    /// </summary>
    public const int MailboxRecordsPerCall = 128;

    /// <summary>Calls to one number that one request by called number alone looks at, or a page more.</summary>
    public const int MailboxCallsPerNumber = 512;

    /// <summary>Octets of an ACME request: an authority token, encoded once more.</summary>
    public const int AcmeBodyOctets = 192 * 1024;

    /// <summary>Identifiers of one ACME order that are looked at; one is certified.</summary>
    public const int AcmeIdentifiers = 16;

    /// <summary>Addresses whose rate of new ACME accounts is remembered.</summary>
    public const int AcmeRegistrantAddresses = 50_000;

    /// <summary>Published chains that one request to rebuild the ledger looks at.</summary>
    public const int LedgerChainsPerRequest = 100;

    /// <summary>Octets of a CRL: a million entries of many issuers have some 110 MiB.</summary>
    public const int CrlOctets = 128 * 1024 * 1024;

    /// <summary>Entries of one CRL.</summary>
    public const int CrlEntries = 2_000_000;

    /// <summary>Issuers whose certificates stand on one CRL, counted by encoding.</summary>
    public const int CrlIssuers = 16_384;

    /// <summary>CRLs that are kept up to date at once.</summary>
    public const int CrlUrls = 256;

    /// <summary>Of them, those that the certificates of one other country name.</summary>
    public const int CrlUrlsOfOtherCountry = 16;

    /// <summary>Entries of all of them: 36 octets each in memory.</summary>
    public const int CrlEntriesInAll = 8_000_000;

    /// <summary>Octets of CRLs that wait in memory for a storage that does not answer; the largest list, and others beside it.</summary>
    public const int CrlUnkeptOctets = 2 * CrlOctets;

    /// <summary>Octets of one part of a number import.</summary>
    public const int NumberPartOctets = 8 * 1024 * 1024;

    /// <summary>Parts of one number import; merging them holds a blob of each in memory.</summary>
    public const int NumberParts = 1024;

    /// <summary>Refused rows of a number import that are told by line; the others are counted.</summary>
    public const int NumberRowErrors = 100;

    /// <summary>Segments of a number table: their first keys fit one record.</summary>
    public const int NumberSegments = 60_000;

    /// <summary>Octets of the number table of a signing policy.</summary>
    public const int AssignedNumbersOctets = 8 * 1024 * 1024;

    /// <summary>Rows of the number table of a signing policy.</summary>
    public const int AssignedNumbersRows = 200_000;

    /// <summary>Octets of a signing policy in JSON.</summary>
    public const int SigningPolicyOctets = 192 * 1024;
    /// <summary>Numbers and prefixes of a do-not-originate list: they fit one record.</summary>
    public const int DoNotOriginatePatterns = 40_000;

    /// <summary>Octets of such a list as CSV.</summary>
    public const int DoNotOriginateOctets = 1024 * 1024;
}
