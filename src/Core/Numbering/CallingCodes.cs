using System.Collections.Frozen;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// Which countries a number belongs to, by its first digits: the country codes of ITU-T E.164, and the area codes of country code 1.
/// </summary>
/// <remarks>
/// The longest prefix decides: 1 is the United States', and 1416 Canada's. Some codes have several countries: shared ones (44 of the United
/// Kingdom and the Crown dependencies), territories that use the numbers of a state (1787 of Puerto Rico, which is also the United
/// States'), and those without a place in country code 1, such as toll-free numbers.
/// </remarks>
public static class CallingCodes
{
    private const int LongestPrefix = 4;

    private const string Worldwide =
        "1 US UM; 7 RU; 76 KZ; 77 KZ; 20 EG; 211 SS; 212 MA EH; 213 DZ; 216 TN; 218 LY; 220 GM; 221 SN; 222 MR; 223 ML; 224 GN; " +
        "225 CI; 226 BF; 227 NE; 228 TG; 229 BJ; 230 MU; 231 LR; 232 SL; 233 GH; 234 NG; 235 TD; 236 CF; 237 CM; 238 CV; 239 ST; " +
        "240 GQ; 241 GA; 242 CG; 243 CD; 244 AO; 245 GW; 246 IO; 247 SH; 248 SC; 249 SD; 250 RW; 251 ET; 252 SO; 253 DJ; 254 KE; " +
        "255 TZ; 256 UG; 257 BI; 258 MZ; 260 ZM; 261 MG; 262 RE YT TF FR; 263 ZW; 264 NA; 265 MW; 266 LS; 267 BW; 268 SZ; " +
        "269 KM; 27 ZA; 290 SH; 291 ER; 297 AW; 298 FO; 299 GL; 30 GR; 31 NL; 32 BE; 33 FR; 34 ES; 350 GI; 351 PT; 352 LU; " +
        "353 IE; 354 IS; 355 AL; 356 MT; 357 CY; 358 FI AX; 359 BG; 36 HU; 370 LT; 371 LV; 372 EE; 373 MD; 374 AM; 375 BY; " +
        "376 AD; 377 MC; 378 SM; 379 VA; 380 UA; 381 RS; 382 ME; 385 HR; 386 SI; 387 BA; 389 MK; 39 IT VA; 40 RO; 41 CH; 420 CZ; " +
        "421 SK; 423 LI; 43 AT; 44 GB GG IM JE; 45 DK; 46 SE; 47 NO SJ BV; 48 PL; 49 DE; 500 FK GS; 501 BZ; 502 GT; 503 SV; " +
        "504 HN; 505 NI; 506 CR; 507 PA; 508 PM FR; 509 HT; 51 PE; 52 MX; 53 CU; 54 AR; 55 BR; 56 CL; 57 CO; 58 VE; " +
        "590 GP BL MF FR; 591 BO; 592 GY; 593 EC; 594 GF FR; 595 PY; 596 MQ FR; 597 SR; 598 UY; 599 CW BQ; 60 MY; 61 AU CX CC; " +
        "62 ID; 63 PH; 64 NZ PN; 65 SG; 66 TH; 670 TL; 672 NF AQ HM; 673 BN; 674 NR; 675 PG; 676 TO; 677 SB; 678 VU; 679 FJ; " +
        "680 PW; 681 WF; 682 CK; 683 NU; 685 WS; 686 KI; 687 NC; 688 TV; 689 PF; 690 TK; 691 FM; 692 MH; 81 JP; 82 KR; 84 VN; " +
        "850 KP; 852 HK; 853 MO; 855 KH; 856 LA; 86 CN; 880 BD; 886 TW; 90 TR; 91 IN; 92 PK; 93 AF; 94 LK; 95 MM; 960 MV; " +
        "961 LB; 962 JO; 963 SY; 964 IQ; 965 KW; 966 SA; 967 YE; 968 OM; 970 PS; 971 AE; 972 IL PS; 973 BH; 974 QA; 975 BT; " +
        "976 MN; 977 NP; 98 IR; 992 TJ; 993 TM; 994 AZ; 995 GE; 996 KG; 998 UZ";

    private const string Islands =
        "1242 BS; 1246 BB; 1264 AI; 1268 AG; 1284 VG; 1340 VI US; 1345 KY; 1441 BM; 1473 GD; 1649 TC; 1658 JM; 1664 MS; 1670 MP US; " +
        "1671 GU US; 1684 AS US; 1721 SX; 1758 LC; 1767 DM; 1784 VC; 1787 PR US; 1809 DO; 1829 DO; 1849 DO; 1868 TT; 1869 KN; 1876 JM; " +
        "1939 PR US";

    private const string Canada =
        "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 506 514 519 548 579 " +
        "581 584 587 600 604 613 622 633 639 644 647 655 672 677 683 688 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942";

    private const string WithoutPlace =
        "500 521 522 523 524 525 526 527 528 529 533 544 566 577 588 700 800 833 844 855 866 877 888 900";

    private const string OfCodeOne =
        "US CA UM AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI";

    private static readonly FrozenDictionary<string, CountryCode[]> Table = Build();

    private static readonly FrozenDictionary<string, CountryCode[]>.AlternateLookup<ReadOnlySpan<char>> Look =
        Table.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The countries that a number belongs to; none where no code of the plan begins it. Allocates nothing.</summary>
    public static ReadOnlySpan<CountryCode> Of(TelephoneNumber number) => Of(number.Value, out _);

    /// <summary>The digits of the code that decides which countries a number belongs to; 0: none begins it. Allocates nothing.</summary>
    public static int MatchLength(TelephoneNumber number)
    {
        Of(number.Value, out var length);
        return length;
    }

    /// <summary>Whether numbers that begin with these digits are all those of a country, as far as the plan's codes tell.</summary>
    public static bool Holds(CountryCode country, string prefix) => Of(prefix, out _).Contains(country);

    /// <summary>Whether a number that begins with these digits may belong to a country of the plan.</summary>
    public static bool IsAssigned(string prefix) =>
        !Of(prefix, out _).IsEmpty || Table.Keys.Any(code => code.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether a number is one of a country's.</summary>
    public static bool Holds(CountryCode country, TelephoneNumber number) => Of(number).Contains(country);

    private static ReadOnlySpan<CountryCode> Of(ReadOnlySpan<char> digits, out int length)
    {
        for (length = Math.Min(LongestPrefix, digits.Length); length > 0; length--)
        {
            if (Look.TryGetValue(digits[..length], out var countries)) return countries;
        }

        return [];
    }

    private static FrozenDictionary<string, CountryCode[]> Build()
    {
        var table = new Dictionary<string, CountryCode[]>(StringComparer.Ordinal);
        foreach (var row in $"{Worldwide}; {Islands}".Split("; "))
        {
            if (row.Split(' ') is [var prefix, .. var countries]) table.Add(prefix, [.. countries.Select(Get)]);
        }

        foreach (var area in Canada.Split(' ')) table.Add($"1{area}", [Get("CA")]);
        CountryCode[] all = [.. OfCodeOne.Split(' ').Select(Get)];
        foreach (var area in WithoutPlace.Split(' ')) table.Add($"1{area}", all);
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static CountryCode Get(string text) =>
        CountryCode.TryParse(text, out var country) ? country : throw new InvalidOperationException($"{text} is no country");
}
